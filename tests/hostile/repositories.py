# SPDX-License-Identifier: Apache-2.0
"""Repositories that mean harm, each made by a function of its name in an empty folder with `git init` done.

A function gets the folder and `git`, which runs git there and answers its output; it commits by itself where
`commit_all` cannot."""
import os

HARMLESS = "FROM {base}\nCMD [\"/hostile_server\", \"\", \"{mark}\"]\n"


def write(folder, path, content, mode="w"):
    target = os.path.join(folder, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, mode) as file:
        file.write(content)


def link(folder, path, target):
    place = os.path.join(folder, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    os.symlink(target, place)


def commit_all(git):
    git("add", "-A", "-f")
    git("commit", "-q", "-m", "change")


def commit_tree(git, entries):
    """A commit whose tree holds what no work tree can; an entry is (mode, kind, object, name)."""
    listing = "".join(f"{mode} {kind} {thing}\t{name}\0" for mode, kind, thing, name in entries)
    tree = git("mktree", "-z", "--missing", given=listing).strip()
    commit = git("commit-tree", tree, "-m", "change").strip()
    git("update-ref", "refs/heads/main", commit)


def blob(git, content):
    return git("hash-object", "-w", "--stdin", given=content).strip()


def absolute_link(folder, git):
    link(folder, "secret", "/etc/shadow")


def climbing_link(folder, git):
    link(folder, "a/b/secret", "../../../../../etc/shadow")


def link_through_link(folder, git):
    link(folder, "a/b/up", "../..")
    link(folder, "a/b/zero", "up/../../../../../../../../dev/zero")


def link_to_git_folder(folder, git):
    link(folder, "config", ".git/config")


def link_loop(folder, git):
    link(folder, "one", "two")
    link(folder, "two", "one")
    link(folder, "self/self", ".")


def dockerfile_is_a_loop(folder, git):
    os.remove(os.path.join(folder, "Dockerfile"))
    link(folder, "Dockerfile", "Dockerfile")


def dockerfile_is_a_folder(folder, git):
    os.remove(os.path.join(folder, "Dockerfile"))
    write(folder, "Dockerfile/Dockerfile", "FROM scratch\n")


def dockerfile_outside(folder, git):
    os.remove(os.path.join(folder, "Dockerfile"))
    link(folder, "Dockerfile", "../../../../etc/hostname")


def too_many_files(folder, git):
    for number in range(700):
        write(folder, f"many/{number}", str(number))


def too_large(folder, git):
    write(folder, "large", os.urandom(6 << 20), "wb")


def unpacks_to_much(folder, git):
    write(folder, "zeros", bytes(96 << 20), "wb")


def deep_folders(folder, git):
    write(folder, "d/" * 100 + "file", "x")


def special_names(folder, git):
    for name in ("-rf", "--exec=touch proof", "line\nbreak", "tab\there", "*", "$(touch proof)", "back\\slash", " ", "'\"",
                 "x" * 255, "\u202egnp", "con", "nul.txt", "a:b", "~"):
        write(folder, name, "x")


def names_that_are_no_text(folder, git):
    write(os.fsencode(folder).decode(), "plain", "x")
    with open(os.fsencode(folder) + b"/\xff\xfe\xc0", "wb") as file:
        file.write(b"x")


def git_folder_in_tree(folder, git):
    config = blob(git, "[core]\n\tfsmonitor = touch proof\n")
    inner = git("mktree", given=f"100644 blob {config}\tconfig\n").strip()
    dockerfile = blob(git, "FROM scratch\n")
    commit_tree(git, [("040000", "tree", inner, ".git"), ("100644", "blob", dockerfile, "Dockerfile")])


def git_folder_by_another_name(folder, git):
    config = blob(git, "[core]\n\tfsmonitor = touch proof\n")
    inner = git("mktree", given=f"100644 blob {config}\tconfig\n").strip()
    commit_tree(git, [("040000", "tree", inner, "GIT~1")])


def parent_folder_in_tree(folder, git):
    commit_tree(git, [("100644", "blob", blob(git, "x"), "..")])


def submodule(folder, git):
    write(folder, ".gitmodules", "[submodule \"evil\"]\n\tpath = evil\n\turl = https://127.0.0.1:1/evil\n")
    git("add", "-A")
    git("update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",evil")
    git("commit", "-q", "-m", "change")


def submodule_that_runs(folder, git):
    write(folder, ".gitmodules", "[submodule \"evil\"]\n\tpath = evil\n\turl = -u./proof\n\tupdate = !touch proof\n")
    git("add", "-A")
    git("update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",evil")
    git("commit", "-q", "-m", "change")


def submodules_are_a_link(folder, git):
    modules = blob(git, "[submodule \"evil\"]\n\tpath = evil\n\turl = ext::sh -c touch% proof\n")
    commit_tree(git, [("100644", "blob", modules, "modules"), ("120000", "blob", blob(git, "modules"), ".gitmodules")])


def gitlink_alone(folder, git):
    git("add", "-A")
    git("update-index", "--add", "--cacheinfo", "160000," + "2" * 40 + ",nowhere")
    git("commit", "-q", "-m", "change")


def lfs_pointer(folder, git):
    write(folder, ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    write(folder, "large.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 99999999999\n")


def hooks_and_filters(folder, git):
    proof = os.path.join(os.path.dirname(folder), "proof")
    commit_all(git)
    write(folder, ".gitattributes", "* filter=evil diff=evil\n")
    write(folder, ".lfsconfig", "[lfs]\n\turl = https://127.0.0.1:1/\n")
    write(folder, "file", "x")
    git("config", "filter.evil.smudge", f"touch {proof}")
    git("config", "uploadpack.packObjectsHook", f"touch {proof}; false")
    for hook in ("post-checkout", "post-merge", "reference-transaction"):
        write(folder, ".git/hooks/" + hook, f"#!/bin/sh\ntouch {proof}\n")
        os.chmod(os.path.join(folder, ".git/hooks", hook), 0o755)
    git("-c", "core.hooksPath=/dev/null", "add", "-A")
    git("-c", "core.hooksPath=/dev/null", "-c", "filter.evil.clean=cat", "commit", "-q", "-m", "change")


def attributes_that_recode(folder, git):
    write(folder, ".gitattributes", "* ident eol=crlf export-ignore\nother working-tree-encoding=NO-SUCH-CODE\n")
    write(folder, "ident", "$Id$\n")


def ignore_bomb(folder, git):
    write(folder, ".dockerignore", ("**/" * 60 + "a*a*a*a*a*a*a*a*b\n") * 20)
    for number in range(100):
        write(folder, "a/" * 20 + "a" * 60 + str(number), "x")


def ignore_too_large(folder, git):
    write(folder, ".dockerignore", "x\n" * 200_000)


def ignore_everything(folder, git):
    write(folder, ".dockerignore", "**\nDockerfile\n.dockerignore\n")


def ignore_with_broken_patterns(folder, git):
    write(folder, ".dockerignore", b"[\n[a-\n\\\n!\n!!x\n../../x\n/\n\xff\xfe\n\x00\n", "wb")


def huge_dockerfile(folder, git):
    write(folder, "Dockerfile", "# nothing\n" * 300_000 + "NONSENSE\n")


def dockerfile_in_another_encoding(folder, git):
    write(folder, "Dockerfile", "FROM scratch\n".encode("utf-16"), "wb")


def dockerfile_of_bytes(folder, git):
    write(folder, "Dockerfile", bytes(range(256)) * 16, "wb")


def dockerfile_with_terminal_words(folder, git):
    write(folder, "Dockerfile", "FROM scratch\n\x1b[2J\x1b]0;owned\x07\u202e\n")


def dockerfile_names_a_frontend(folder, git):
    with open(os.path.join(folder, "Dockerfile")) as file:
        content = "# syntax=127.0.0.1:1/evil/frontend\n# escape=`\n" + file.read()
    write(folder, "Dockerfile", content)


def empty_dockerfile(folder, git):
    write(folder, "Dockerfile", "")


def no_commit(folder, git):
    return False


def message_that_lies(folder, git):
    git("add", "-A")
    git("commit", "-q", "-F", "-", given="\x1b[2J" + "m" * 1_000_000)


def make(name, folder, git, base, mark):
    """Fills the folder; what the case itself has not committed is committed here."""
    write(folder, "Dockerfile", HARMLESS.format(base=base, mark=mark))
    made = globals()[name](folder, git)
    if made is not False and not git("for-each-ref").strip():
        commit_all(git)
