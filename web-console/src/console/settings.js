// What the server says of itself, in the page's metadata. A server that says nothing refuses what it does not take.

const said = name => document.querySelector(`meta[name="erp-config-${name}"]`)?.content;

const limit = name => Number(said(name) ?? Infinity);

/** What can be saved together: the bytes of a file, the bytes of a commit's body, the files of a commit. */
export const limits = { fileBytes: limit('max-file-bytes'), commitBytes: limit('max-commit-bytes'), commitFiles: limit('max-commit-files') };

/** A page of the platform, which leads back to where one is now. */
const page = name => said(name) && (() => said(name).replaceAll('{return}', encodeURIComponent(location.href)));

/** Where one signs in and out, unless that is here; null where the server was not told. */
export const platform = said('sign-in') === 'platform' ? { signIn: page('sign-in-url') ?? null, signOut: page('sign-out-url') ?? null } : null;

/** Whether the server knows the customers of an ERP. */
export const hasCustomers = said('customers') === 'true';
