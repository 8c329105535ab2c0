package io.erpconfig.app;

import io.erpconfig.cetec.database.DatabaseSettings.Tls;
import io.erpconfig.cetec.database.ServerPlace;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Expiry;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Cidr;
import io.erpconfig.opening.StorePlace;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.settings.ByteSize;
import io.erpconfig.settings.TimeSpan;
import io.erpconfig.store.gridfs.MongoAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes the words of the command line what they stand for; what can't be is wrong usage. */
final class Converters {

    private Converters() {}

    static void register(CommandLine command) {
        command.registerConverter(String.class, checked(Converters::text));
        command.registerConverter(OwnerId.class, checked(OwnerId::new));
        command.registerConverter(RepoId.class, checked(RepoId::new));
        command.registerConverter(TokenScope.class, checked(TokenScope::parse));
        command.registerConverter(BranchName.class, checked(BranchName::new));
        command.registerConverter(Ref.class, checked(Ref::parse));
        command.registerConverter(Instant.class, checked(Expiry::parse));
        command.registerConverter(Path.class, checked(text -> Path.of(text(text))));
        command.registerConverter(URI.class, checked(HostSessionLookup.Host::url));
        command.registerConverter(Cidr.class, checked(Cidr::parse));
        command.registerConverter(BaseUrl.class, checked(BaseUrl::configured));
        command.registerConverter(ByteSize.class, checked(ByteSize::parse));
        command.registerConverter(TimeSpan.class, checked(TimeSpan::parse));
        command.registerConverter(StorePlace.class, checked(StorePlace::parse));
        command.registerConverter(MongoAddress.class, checked(MongoAddress::new));
        command.registerConverter(ServerPlace.class, checked(ServerPlace::parse));
        command.registerConverter(Tls.class, checked(Tls::parse));
    }

    /**
     * An empty text comes of a variable that isn't set. As a name it would be the working directory, and as an address to
     * listen at every one.
     */
    private static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the value is empty");
        }
        return text;
    }

    /** A converter whose failure is wrong usage. */
    static <T> ITypeConverter<T> checked(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (ConfigStoreException | IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
