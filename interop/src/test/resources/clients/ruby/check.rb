# frozen_string_literal: true

# Reads the server with the gitlab gem. See ../README.md for the variables and the output.

require 'base64'
require 'digest'
require 'find'
require 'gitlab'
require 'rubygems/package'
require 'stringio'
require 'zlib'

# This client takes its endpoint as it is, so it is the one that is told about /api/v4.
ENDPOINT = "#{ENV.fetch('ERP_CONFIG_URL')}/api/v4"
PROJECT = ENV.fetch('ERP_CONFIG_PROJECT')
BRANCH = ENV.fetch('ERP_CONFIG_BRANCH')
OWNER, REPO = PROJECT.split('/')

def client(token)
  Gitlab.client(endpoint: ENDPOINT, private_token: token)
end

API = client(ENV.fetch('ERP_CONFIG_TOKEN'))

def read_folder(folder)
  Find.find(folder).select { |path| File.file?(path) }.to_h do |path|
    [path[(folder.size + 1)..], File.binread(path)]
  end
end

BEFORE = read_folder(ENV.fetch('ERP_CONFIG_BEFORE'))
AFTER = read_folder(ENV.fetch('ERP_CONFIG_AFTER'))

CHECKS = {}

def check(name, &body)
  CHECKS[name] = body
end

def same(actual, expected, what)
  return if actual == expected

  raise "#{what}: #{actual.inspect[0, 200]} instead of #{expected.inspect[0, 200]}"
end

def git_id(content)
  Digest::SHA1.hexdigest("blob #{content.bytesize}\0".b + content)
end

def folders(files)
  files.keys.flat_map do |path|
    parts = path.split('/')[0...-1]
    parts.each_index.map { |i| parts[0..i].join('/') }
  end.uniq
end

def expected_tree(files)
  (files.keys.map { |path| [path, 'blob'] } + folders(files).map { |path| [path, 'tree'] }).sort
end

def as_tree(items)
  items.map { |item| [item.path, item.type] }.sort
end

def names(items)
  items.map(&:name)
end

def tree(**options)
  API.tree(PROJECT, { ref: 'master', recursive: true, per_page: 100 }.merge(options))
end

def history
  API.commits(PROJECT, ref_name: 'master').auto_paginate
end

def by_page(per_page)
  items = []
  pages = 0
  tree(per_page: per_page).each_page do |page|
    items.concat(page.to_a)
    pages += 1
  end
  same(pages, (expected_tree(AFTER).size / per_page.to_f).ceil, 'pages')
  same(as_tree(items), expected_tree(AFTER), 'entries')
end

def same_error(kind, message)
  yield
rescue Gitlab::Error::ResponseError => e
  same(e.class, kind, 'error class')
  same(e.message.include?("message: #{message}."), true, "wording of #{e.message}")
else
  raise 'no error was raised'
end

# The gem asks for text and parses nothing, so what arrives are the body's bytes under some encoding.
def raw(path, ref)
  content = API.file_contents(PROJECT, path, ref)
  content.nil? ? ''.b : content.b
end

check('version') do
  same(API.get('/version').version.match?(/^\d+\.\d+/), true, 'version')
  same(API.get('/metadata').version, API.get('/version').version, 'metadata')
end

check('user') do
  same(API.user.username, OWNER, 'username')
  same(API.user.id.is_a?(Integer), true, 'id is a number')
end

check('token-self') do
  token = API.get('/personal_access_tokens/self')
  same([token.active, token.revoked], [true, false], 'active and revoked')
end

check('projects') do
  same(API.projects.auto_paginate.map(&:path_with_namespace), [PROJECT], 'covered projects')
end

check('project-by-path') do
  found = API.project(PROJECT)
  same([found.path, found.path_with_namespace, found.default_branch], [REPO, PROJECT, 'master'], 'project')
end

check('project-by-id') do
  id = API.project(PROJECT).id
  same(id.is_a?(Integer), true, 'id is a number')
  same(API.project(id).path_with_namespace, PROJECT, 'project')
  same(names(API.branches(id).auto_paginate), ['master', BRANCH].sort, 'branches by id')
end

check('branches') do
  branches = API.branches(PROJECT).auto_paginate
  same(names(branches), ['master', BRANCH].sort, 'names')
  same(names(branches.select(&:default)), ['master'], 'default')
end

check('branch-search') do
  same(names(API.branches(PROJECT, search: BRANCH[1, 4])), [BRANCH], 'substring')
  same(names(API.branches(PROJECT, search: '^mas')), ['master'], 'beginning')
  same(names(API.branches(PROJECT, regex: '^m.*r$')), ['master'], 'regex')
end

check('branch-one') do
  same(API.branch(PROJECT, BRANCH).name, BRANCH, 'name')
  commit = API.branch(PROJECT, 'master').commit
  same([commit.id.size, commit.short_id.size], [40, 8], 'lengths of ids')
end

check('tree-root') do
  items = tree(recursive: false).auto_paginate
  same(names(items).sort, AFTER.keys.map { |path| path.split('/').first }.uniq.sort, 'names')
end

check('tree-folder') do
  folders(AFTER).each do |folder|
    inside = AFTER.keys.select { |path| path.start_with?("#{folder}/") }
    expected = inside.map { |path| path[(folder.size + 1)..].split('/').first }.uniq.sort
    same(names(tree(path: folder, recursive: false).auto_paginate).sort, expected, "names in #{folder}")
  end
end

check('tree-recursive') do
  items = tree(per_page: nil).auto_paginate
  same(as_tree(items), expected_tree(AFTER), 'entries')
  items.each do |item|
    if item.type == 'blob'
      same([item.mode, item.id], ['100644', git_id(AFTER[item.path])], item.path)
    else
      same(item.mode, '040000', item.path)
    end
  end
end

check('tree-auto') { same(as_tree(tree(per_page: 20).auto_paginate), expected_tree(AFTER), 'entries') }
check('tree-pages-100') { by_page(100) }
check('tree-pages-20') { by_page(20) }

check('files-base64') do
  AFTER.each do |path, content|
    file = API.get_file(PROJECT, path, 'master')
    same(Base64.decode64(file.content), content, path)
    same([file.file_path, file.size, file.blob_id], [path, content.bytesize, git_id(content)], path)
  end
end

check('files-raw') do
  AFTER.each { |path, content| same(raw(path, 'master'), content, path) }
  BEFORE.each { |path, content| same(raw(path, BRANCH), content, "#{path} on #{BRANCH}") }
end

check('archive') do
  root = "#{REPO}-master-#{API.branch(PROJECT, 'master').commit.short_id}/"
  archive = API.repo_archive(PROJECT, 'master')
  same(archive.filename.end_with?('.tar.gz'), true, "file name #{archive.filename}")
  files = {}
  long_name = nil
  Gem::Package::TarReader.new(Zlib::GzipReader.new(StringIO.new(archive.string))).each do |entry|
    case entry.header.typeflag
    when 'x' then long_name = entry.read.force_encoding('UTF-8')[/\d+ path=(.*)\n/, 1] || long_name
    when 'L' then long_name = entry.read.force_encoding('UTF-8').delete_suffix("\0")
    else
      files[long_name || entry.full_name.dup.force_encoding('UTF-8')] = entry.read || ''.b if entry.file?
      long_name = nil
    end
  end
  same(files, AFTER.transform_keys { |path| root + path }, 'tar.gz')
end

check('commits') do
  commits = history
  same(commits.first.id, API.branch(PROJECT, 'master').commit.id, 'newest')
  same(commits.first(2).map(&:message), %w[after before], 'messages')
  same(commits.first.parent_ids, [commits[1].id], 'parent')
  paged = API.commits(PROJECT, ref_name: 'master', per_page: 1).auto_paginate
  same(paged.map(&:id), commits.map(&:id), 'one a page')
end

check('commit-one') do
  history.each do |listed|
    commit = API.commit(PROJECT, listed.id)
    same([commit.short_id, commit.message], [listed.short_id, listed.message], listed.id)
  end
  same(API.commit(PROJECT, 'master').id, history.first.id, 'by branch')
end

check('commits-by-path') do
  changed = AFTER.keys.sort.find { |path| BEFORE.key?(path) && BEFORE[path] != AFTER[path] }
  kept = AFTER.keys.sort.find { |path| BEFORE[path] == AFTER[path] }
  newest, older = history.map(&:id)
  same(API.commits(PROJECT, ref_name: 'master', path: changed).map(&:id), [newest, older], changed)
  same(API.commits(PROJECT, ref_name: 'master', path: kept).map(&:id), [older], kept)
end

check('compare') do
  compared = API.compare(PROJECT, history[1].id, 'master')
  expected = (BEFORE.keys | AFTER.keys).reject { |path| BEFORE[path] == AFTER[path] }
  actual = compared.diffs.map { |diff| [diff['new_path'], diff['new_file'], diff['deleted_file']] }
  same(actual.sort_by(&:first), expected.sort.map { |path| [path, !BEFORE.key?(path), !AFTER.key?(path)] }, 'diffs')
  same(compared.commits.map { |commit| commit['message'] }, ['after'], 'commits')
  same(compared.diffs.any? { |diff| diff['diff'].start_with?('@@ ') }, true, 'a unified diff')
end

check('error-401') do
  same_error(Gitlab::Error::Unauthorized, '401 Unauthorized') { client('0' * 64).project(PROJECT) }
end

check('error-403') do
  same_error(Gitlab::Error::Forbidden, '403 Forbidden') { client(ENV.fetch('ERP_CONFIG_OTHER_TOKEN')).project(PROJECT) }
end

check('error-404-file') do
  same_error(Gitlab::Error::NotFound, '404 File Not Found') { API.get_file(PROJECT, 'no/such.json', 'master') }
end

check('error-404-project') do
  owner = client(ENV.fetch('ERP_CONFIG_OWNER_TOKEN'))
  ["#{OWNER}/absent.erp-config", 999_999_999].each do |missing|
    same_error(Gitlab::Error::NotFound, '404 Project Not Found') { owner.project(missing) }
  end
end

check('error-404-branch') do
  same_error(Gitlab::Error::NotFound, '404 Branch Not Found') { API.branch(PROJECT, 'no/such') }
  same_error(Gitlab::Error::NotFound, '404 Tree Not Found') { tree(ref: 'no/such') }
end

failed = false
$stdout.sync = true
CHECKS.each do |name, body|
  body.call
  puts "ok #{name}"
rescue StandardError => e
  failed = true
  puts "not ok #{name}: #{"#{e.class}: #{e.message}".gsub(/\s+/, ' ')[0, 500]}"
end
exit(failed ? 1 : 0)
