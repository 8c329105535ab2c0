// Reads the server with client-go. See ../README.md for the variables and the output.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	gitlab "gitlab.com/gitlab-org/api/client-go"
)

var (
	project = env("PROJECT")
	branch  = env("BRANCH")
	before  = readFolder(env("BEFORE"))
	after   = readFolder(env("AFTER"))
	api     = client(env("TOKEN"))
	master  = gitlab.Ptr("master")
)

type check struct {
	name string
	run  func() error
}

func main() {
	failed := false
	for _, c := range checks {
		if err := c.run(); err != nil {
			failed = true
			fmt.Printf("not ok %s: %s\n", c.name, strings.Join(strings.Fields(err.Error()), " "))
		} else {
			fmt.Printf("ok %s\n", c.name)
		}
	}
	if failed {
		os.Exit(1)
	}
}

var checks = []check{
	{"version", func() error {
		version, _, err := api.Version.GetVersion()
		if err != nil {
			return err
		}
		metadata, _, err := api.Metadata.GetMetadata()
		if err != nil {
			return err
		}
		return firstOf(
			same(version.Version != "" && version.Revision != "", true, "version and revision"),
			same(metadata.Version, version.Version, "metadata"))
	}},
	{"user", func() error {
		user, _, err := api.Users.CurrentUser()
		if err != nil {
			return err
		}
		return firstOf(same(user.Username, owner(), "username"), same(user.ID > 0, true, "id is positive"))
	}},
	{"token-self", func() error {
		token, _, err := api.PersonalAccessTokens.GetSinglePersonalAccessToken()
		if err != nil {
			return err
		}
		return firstOf(same(token.Active, true, "active"), same(token.Revoked, false, "revoked"))
	}},
	{"projects", func() error {
		projects, err := gitlab.ScanAndCollect(
			func(p gitlab.PaginationOptionFunc) ([]*gitlab.Project, *gitlab.Response, error) {
				return api.Projects.ListProjects(&gitlab.ListProjectsOptions{}, p)
			})
		if err != nil {
			return err
		}
		paths := each(projects, func(p *gitlab.Project) string { return p.PathWithNamespace })
		return sameList(paths, []string{project}, "covered projects")
	}},
	{"project-by-path", func() error {
		found, _, err := api.Projects.GetProject(project, nil)
		if err != nil {
			return err
		}
		return firstOf(
			same(found.Path, repo(), "path"),
			same(found.PathWithNamespace, project, "path with namespace"),
			same(found.DefaultBranch, "master", "default branch"))
	}},
	{"project-by-id", func() error {
		byPath, _, err := api.Projects.GetProject(project, nil)
		if err != nil {
			return err
		}
		byID, _, err := api.Projects.GetProject(byPath.ID, nil)
		if err != nil {
			return err
		}
		branches, _, err := api.Branches.ListBranches(byPath.ID, nil)
		if err != nil {
			return err
		}
		return firstOf(
			same(byID.PathWithNamespace, project, "project"),
			sameList(branchNames(branches), sorted([]string{"master", branch}), "branches by id"))
	}},
	{"branches", func() error {
		branches, _, err := api.Branches.ListBranches(project, nil)
		if err != nil {
			return err
		}
		isDefault := keep(branches, func(b *gitlab.Branch) bool { return b.Default })
		return firstOf(
			sameList(branchNames(branches), sorted([]string{"master", branch}), "names"),
			sameList(branchNames(isDefault), []string{"master"}, "default"))
	}},
	{"branch-search", func() error {
		for _, c := range []struct {
			options gitlab.ListBranchesOptions
			name    string
		}{
			{gitlab.ListBranchesOptions{Search: gitlab.Ptr(branch[1:5])}, branch},
			{gitlab.ListBranchesOptions{Search: gitlab.Ptr("^mas")}, "master"},
			{gitlab.ListBranchesOptions{Regex: gitlab.Ptr("^m.*r$")}, "master"},
		} {
			branches, _, err := api.Branches.ListBranches(project, &c.options)
			if err != nil {
				return err
			}
			if err := sameList(branchNames(branches), []string{c.name}, "found"); err != nil {
				return err
			}
		}
		return nil
	}},
	{"branch-one", func() error {
		slashed, _, err := api.Branches.GetBranch(project, branch)
		if err != nil {
			return err
		}
		head, _, err := api.Branches.GetBranch(project, "master")
		if err != nil {
			return err
		}
		return firstOf(
			same(slashed.Name, branch, "name"),
			same(len(head.Commit.ID), 40, "length of id"),
			same(len(head.Commit.ShortID), 8, "length of short_id"))
	}},
	{"tree-root", func() error {
		items, err := tree(&gitlab.ListTreeOptions{Ref: master})
		if err != nil {
			return err
		}
		return sameList(itemNames(items), children(""), "names")
	}},
	{"tree-folder", func() error {
		for _, folder := range folders(after) {
			items, err := tree(&gitlab.ListTreeOptions{Ref: master, Path: gitlab.Ptr(folder)})
			if err != nil {
				return err
			}
			if err := sameList(itemNames(items), children(folder+"/"), "names in "+folder); err != nil {
				return err
			}
		}
		return nil
	}},
	{"tree-recursive", func() error {
		items, err := tree(&gitlab.ListTreeOptions{Ref: master, Recursive: gitlab.Ptr(true)})
		if err != nil {
			return err
		}
		for _, item := range items {
			mode, id := "040000", item.ID
			if item.Type == "blob" {
				mode, id = "100644", gitID(after[item.Path])
			}
			if err := firstOf(same(item.Mode, mode, item.Path), same(item.ID, id, item.Path)); err != nil {
				return err
			}
		}
		return sameList(entries(items), expectedEntries(after), "entries")
	}},
	{"tree-auto", func() error {
		items, err := tree(&gitlab.ListTreeOptions{
			ListOptions: gitlab.ListOptions{PerPage: 20}, Ref: master, Recursive: gitlab.Ptr(true)})
		if err != nil {
			return err
		}
		return sameList(entries(items), expectedEntries(after), "entries")
	}},
	{"tree-pages-100", func() error { return byPage(100) }},
	{"tree-pages-20", func() error { return byPage(20) }},
	{"files-base64", func() error {
		for path, content := range after {
			file, _, err := api.RepositoryFiles.GetFile(project, path, &gitlab.GetFileOptions{Ref: master})
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			decoded, err := base64.StdEncoding.DecodeString(file.Content)
			if err != nil {
				return err
			}
			if err := firstOf(
				sameBytes(decoded, content, path),
				same(file.FilePath, path, "file_path"),
				same(int(file.Size), len(content), "size of "+path),
				same(file.BlobID, gitID(content), "blob_id of "+path)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"files-raw", func() error {
		return firstOf(sameRaw(after, "master"), sameRaw(before, branch))
	}},
	{"file-head", func() error {
		for path, content := range after {
			file, _, err := api.RepositoryFiles.GetFileMetaData(
				project, path, &gitlab.GetFileMetaDataOptions{Ref: master})
			if err := sameMetaData(file, err, path, content); err != nil {
				return err
			}
		}
		_, response, err := api.RepositoryFiles.GetFileMetaData(
			project, "no such file", &gitlab.GetFileMetaDataOptions{Ref: master})
		return notFound(response, err)
	}},
	{"raw-head", func() error {
		for path, content := range after {
			file, _, err := api.RepositoryFiles.GetRawFileMetaData(
				project, path, &gitlab.GetRawFileOptions{Ref: master})
			if err := sameMetaData(file, err, path, content); err != nil {
				return err
			}
		}
		_, response, err := api.RepositoryFiles.GetRawFileMetaData(
			project, "no such file", &gitlab.GetRawFileOptions{Ref: master})
		return notFound(response, err)
	}},
	{"archive", func() error {
		head, _, err := api.Branches.GetBranch(project, "master")
		if err != nil {
			return err
		}
		root := fmt.Sprintf("%s-master-%s/", repo(), head.Commit.ShortID)
		packed, _, err := api.Repositories.Archive(project, &gitlab.ArchiveOptions{SHA: master})
		if err != nil {
			return err
		}
		files, err := untar(packed)
		if err != nil {
			return err
		}
		if err := sameArchive(files, root, "tar.gz"); err != nil {
			return err
		}
		packed, _, err = api.Repositories.Archive(
			project, &gitlab.ArchiveOptions{SHA: master, Format: gitlab.Ptr("zip")})
		if err != nil {
			return err
		}
		if files, err = unzip(packed); err != nil {
			return err
		}
		return sameArchive(files, root, "zip")
	}},
	{"commits", func() error {
		commits, err := history(&gitlab.ListCommitsOptions{})
		if err != nil {
			return err
		}
		head, _, err := api.Branches.GetBranch(project, "master")
		if err != nil {
			return err
		}
		paged, err := history(&gitlab.ListCommitsOptions{ListOptions: gitlab.ListOptions{PerPage: 1}})
		if err != nil {
			return err
		}
		return firstOf(
			same(commits[0].ID, head.Commit.ID, "newest"),
			same(commits[0].Message+" "+commits[1].Message, "after before", "messages"),
			sameList(commits[0].ParentIDs, []string{commits[1].ID}, "parent"),
			sameList(commitIDs(paged), commitIDs(commits), "one a page"))
	}},
	{"commit-one", func() error {
		commits, err := history(&gitlab.ListCommitsOptions{})
		if err != nil {
			return err
		}
		for _, listed := range commits {
			commit, _, err := api.Commits.GetCommit(project, listed.ID, nil)
			if err != nil {
				return err
			}
			if err := firstOf(
				same(commit.ShortID, listed.ShortID, "short_id"),
				same(commit.Message, listed.Message, "message")); err != nil {
				return err
			}
		}
		newest, _, err := api.Commits.GetCommit(project, "master", nil)
		if err != nil {
			return err
		}
		return same(newest.ID, commits[0].ID, "by branch")
	}},
	{"commits-by-path", func() error {
		commits, err := history(&gitlab.ListCommitsOptions{})
		if err != nil {
			return err
		}
		newest, older := commits[0].ID, commits[1].ID
		changed, kept := "", ""
		for _, path := range paths(after) {
			old, was := before[path]
			if was && bytes.Equal(old, after[path]) {
				kept = path
			} else if was {
				changed = path
			}
		}
		touching, err := history(&gitlab.ListCommitsOptions{Path: &changed})
		if err != nil {
			return err
		}
		keeping, err := history(&gitlab.ListCommitsOptions{Path: &kept})
		if err != nil {
			return err
		}
		return firstOf(
			sameList(commitIDs(touching), []string{newest, older}, changed),
			sameList(commitIDs(keeping), []string{older}, kept))
	}},
	{"compare", func() error {
		commits, err := history(&gitlab.ListCommitsOptions{})
		if err != nil {
			return err
		}
		compared, _, err := api.Repositories.Compare(
			project, &gitlab.CompareOptions{From: &commits[1].ID, To: master})
		if err != nil {
			return err
		}
		var expected []string
		for path, content := range after {
			if old, was := before[path]; !was || !bytes.Equal(old, content) {
				expected = append(expected, fmt.Sprintf("%s %v false", path, !was))
			}
		}
		for path := range before {
			if _, is := after[path]; !is {
				expected = append(expected, path+" false true")
			}
		}
		actual := each(compared.Diffs, func(d *gitlab.Diff) string {
			return fmt.Sprintf("%s %v %v", d.NewPath, d.NewFile, d.DeletedFile)
		})
		unified := keep(compared.Diffs, func(d *gitlab.Diff) bool { return strings.HasPrefix(d.Diff, "@@ ") })
		return firstOf(
			sameList(sorted(actual), sorted(expected), "diffs"),
			same(len(compared.Commits), 1, "number of commits"),
			same(len(unified) > 0, true, "a unified diff"))
	}},
	{"blob", func() error {
		for path, content := range after {
			body, _, err := api.Repositories.Blob(project, gitID(content))
			if err != nil {
				return err
			}
			var blob struct {
				Size    int
				Content []byte
			}
			if err := json.Unmarshal(body, &blob); err != nil {
				return err
			}
			if err := firstOf(
				sameBytes(blob.Content, content, path),
				same(blob.Size, len(content), "size of "+path)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"blob-raw", func() error {
		for path, content := range after {
			body, _, err := api.Repositories.RawBlobContent(project, gitID(content))
			if err != nil {
				return err
			}
			if err := sameBytes(body, content, path); err != nil {
				return err
			}
		}
		return nil
	}},
	{"error-401", func() error {
		_, _, err := client(strings.Repeat("0", 64)).Projects.GetProject(project, nil)
		return sameError(err, http.StatusUnauthorized, "401 Unauthorized")
	}},
	{"error-403", func() error {
		_, _, err := client(env("OTHER_TOKEN")).Projects.GetProject(project, nil)
		return sameError(err, http.StatusForbidden, "403 Forbidden")
	}},
	{"error-404-file", func() error {
		_, response, err := api.RepositoryFiles.GetFile(project, "no/such.json", &gitlab.GetFileOptions{Ref: master})
		if err := notFound(response, err); err != nil {
			return err
		}
		_, response, err = api.RepositoryFiles.GetRawFile(project, "no/such.json", nil)
		return notFound(response, err)
	}},
	{"error-404-project", func() error {
		byOwner := client(env("OWNER_TOKEN"))
		for _, missing := range []any{owner() + "/absent.erp-config", 999999999} {
			_, response, err := byOwner.Projects.GetProject(missing, nil)
			if err := notFound(response, err); err != nil {
				return err
			}
		}
		return nil
	}},
	{"error-404-branch", func() error {
		_, response, err := api.Branches.GetBranch(project, "no/such")
		if err := notFound(response, err); err != nil {
			return err
		}
		_, response, err = api.Repositories.ListTree(project, &gitlab.ListTreeOptions{Ref: gitlab.Ptr("no/such")})
		return notFound(response, err)
	}},
}

func client(token string) *gitlab.Client {
	made, err := gitlab.NewClient(token, gitlab.WithBaseURL(env("URL")))
	if err != nil {
		panic(err)
	}
	return made
}

func env(name string) string {
	value, set := os.LookupEnv("ERP_CONFIG_" + name)
	if !set {
		panic("ERP_CONFIG_" + name + " is not set")
	}
	return value
}

func owner() string { return strings.Split(project, "/")[0] }
func repo() string  { return strings.Split(project, "/")[1] }

func readFolder(folder string) map[string][]byte {
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files[path[len(folder)+1:]] = content
		return err
	})
	if err != nil {
		panic(err)
	}
	return files
}

func tree(options *gitlab.ListTreeOptions) ([]*gitlab.TreeNode, error) {
	return gitlab.ScanAndCollect(func(p gitlab.PaginationOptionFunc) ([]*gitlab.TreeNode, *gitlab.Response, error) {
		return api.Repositories.ListTree(project, options, p)
	})
}

func history(options *gitlab.ListCommitsOptions) ([]*gitlab.Commit, error) {
	options.RefName = master
	return gitlab.ScanAndCollect(func(p gitlab.PaginationOptionFunc) ([]*gitlab.Commit, *gitlab.Response, error) {
		return api.Commits.ListCommits(project, options, p)
	})
}

// The loop that this client's documentation shows: on until there is no next page.
func byPage(perPage int64) error {
	options := &gitlab.ListTreeOptions{
		ListOptions: gitlab.ListOptions{PerPage: perPage, Page: 1}, Ref: master, Recursive: gitlab.Ptr(true)}
	var items []*gitlab.TreeNode
	for {
		page, response, err := api.Repositories.ListTree(project, options)
		if err != nil {
			return err
		}
		if err := same(int(response.TotalItems), len(expectedEntries(after)), "total"); err != nil {
			return err
		}
		items = append(items, page...)
		if response.NextPage == 0 {
			break
		}
		options.Page = response.NextPage
	}
	return sameList(entries(items), expectedEntries(after), "entries")
}

func sameRaw(files map[string][]byte, ref string) error {
	for path, content := range files {
		body, _, err := api.RepositoryFiles.GetRawFile(project, path, &gitlab.GetRawFileOptions{Ref: &ref})
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := sameBytes(body, content, path+" on "+ref); err != nil {
			return err
		}
	}
	return nil
}

func sameMetaData(file *gitlab.File, err error, path string, content []byte) error {
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	sum := sha256.Sum256(content)
	return firstOf(
		same(int(file.Size), len(content), "size of "+path),
		same(file.BlobID, gitID(content), "blob id of "+path),
		same(file.SHA256, hex.EncodeToString(sum[:]), "SHA-256 of "+path))
}

// This client drops the body of a 404.
func notFound(response *gitlab.Response, err error) error {
	if !errors.Is(err, gitlab.ErrNotFound) {
		return fmt.Errorf("error is %v", err)
	}
	return same(response.StatusCode, http.StatusNotFound, "status")
}

func sameError(err error, status int, message string) error {
	var answer *gitlab.ErrorResponse
	if !errors.As(err, &answer) {
		return fmt.Errorf("error is %v", err)
	}
	return firstOf(
		same(answer.Response.StatusCode, status, "status"),
		same(strings.Contains(answer.Message, message), true, "wording of "+answer.Message))
}

func gitID(content []byte) string {
	hash := sha1.New()
	fmt.Fprintf(hash, "blob %d\x00", len(content))
	hash.Write(content)
	return hex.EncodeToString(hash.Sum(nil))
}

func folders(files map[string][]byte) []string {
	found := map[string]bool{}
	for path := range files {
		for i, c := range path {
			if c == '/' {
				found[path[:i]] = true
			}
		}
	}
	return paths(found)
}

func children(prefix string) []string {
	found := map[string]bool{}
	for path := range after {
		if rest, inside := strings.CutPrefix(path, prefix); inside {
			name, _, _ := strings.Cut(rest, "/")
			found[name] = true
		}
	}
	return paths(found)
}

func expectedEntries(files map[string][]byte) []string {
	blobs := each(paths(files), func(path string) string { return "blob " + path })
	trees := each(folders(files), func(path string) string { return "tree " + path })
	return sorted(append(blobs, trees...))
}

func entries(items []*gitlab.TreeNode) []string {
	return sorted(each(items, func(item *gitlab.TreeNode) string { return item.Type + " " + item.Path }))
}

func untar(packed []byte) (map[string][]byte, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for reader := tar.NewReader(unpacked); ; {
		header, err := reader.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag == tar.TypeReg {
			if files[header.Name], err = io.ReadAll(reader); err != nil {
				return nil, err
			}
		}
	}
}

func unzip(packed []byte) (map[string][]byte, error) {
	reader, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, entry := range reader.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		body, err := entry.Open()
		if err != nil {
			return nil, err
		}
		if files[entry.Name], err = io.ReadAll(body); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func sameArchive(files map[string][]byte, root, what string) error {
	expected := each(paths(after), func(path string) string { return root + path })
	if err := sameList(paths(files), sorted(expected), what); err != nil {
		return err
	}
	for path, content := range after {
		if err := sameBytes(files[root+path], content, what+": "+path); err != nil {
			return err
		}
	}
	return nil
}

func same[T comparable](actual, expected T, what string) error {
	if actual == expected {
		return nil
	}
	return fmt.Errorf("%s: %s instead of %s", what, short(actual), short(expected))
}

func sameBytes(actual, expected []byte, what string) error {
	if bytes.Equal(actual, expected) {
		return nil
	}
	return fmt.Errorf("%s: %.100q instead of %.100q", what, actual, expected)
}

func sameList(actual, expected []string, what string) error {
	if slices.Equal(actual, expected) {
		return nil
	}
	return fmt.Errorf("%s: %d instead of %d, %s instead of %s",
		what, len(actual), len(expected), short(actual), short(expected))
}

func short(value any) string {
	text := fmt.Sprintf("%q", fmt.Sprint(value))
	return text[:min(200, len(text))]
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func paths[V any](files map[string]V) []string {
	found := make([]string, 0, len(files))
	for path := range files {
		found = append(found, path)
	}
	return sorted(found)
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func each[T any](list []T, of func(T) string) []string {
	found := make([]string, 0, len(list))
	for _, item := range list {
		found = append(found, of(item))
	}
	return found
}

func keep[T any](list []T, wanted func(T) bool) []T {
	var kept []T
	for _, item := range list {
		if wanted(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func branchNames(branches []*gitlab.Branch) []string {
	return each(branches, func(b *gitlab.Branch) string { return b.Name })
}

func itemNames(items []*gitlab.TreeNode) []string {
	return sorted(each(items, func(item *gitlab.TreeNode) string { return item.Name }))
}

func commitIDs(commits []*gitlab.Commit) []string {
	return each(commits, func(c *gitlab.Commit) string { return c.ID })
}
