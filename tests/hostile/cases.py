# SPDX-License-Identifier: Apache-2.0
"""The hostile set: one row a case, with what must come of it. `README.md` is made from it: python3 cases.py > README.md"""
import collections

Case = collections.namedtuple("Case", "kind name tries expect")
# What must come of a run: its state, then the error's code and the step, or a finding, and words of the error's message.
Run = collections.namedtuple("Run", "state code step finding words", defaults=("", "", "", ""))
# What must come of a call: its outcome, the error's code, and what the text of the result must begin with.
Answer = collections.namedtuple("Answer", "outcome code text", defaults=("", ""))


def passed(finding=""):
    return Run("passed", finding=finding)


def failed(code, step, words=""):
    return Run("failed", code, step, words=words)


def rows(kind, *cases):
    return [Case(kind, *case) for case in cases]


REPOSITORIES = rows(
    "repository",
    ("absolute_link", "a link to /etc/shadow", failed("unsafe_source", "fetch", "leaves the tree")),
    ("climbing_link", "a link that climbs out by ..", failed("unsafe_source", "fetch", "leaves the tree")),
    ("link_through_link", "a link that climbs out through another link", failed("unsafe_source", "fetch", "leaves the tree")),
    ("link_to_git_folder", "a link to .git/config", passed()),
    ("link_loop", "links to each other and to themselves", passed()),
    ("dockerfile_is_a_loop", "a Dockerfile that is a link to itself", failed("no_dockerfile", "build")),
    ("dockerfile_is_a_folder", "a folder named Dockerfile", failed("no_dockerfile", "build")),
    ("dockerfile_outside", "a Dockerfile that is a link to a file of the host", failed("unsafe_source", "fetch")),
    ("too_many_files", "more files than sources.git.files_max", failed("source_too_large", "fetch", "files_max")),
    ("too_large", "6 MB of noise", failed("source_too_large", "fetch", "bytes_max")),
    ("unpacks_to_much", "96 MB of zeros, sent as a few KB", failed("source_too_large", "fetch", "bytes_max")),
    ("deep_folders", "a hundred folders in each other", failed("unsafe_source", "fetch", "deeper than 64")),
    ("special_names", "names with options, line ends, quotes, shell words, 255 bytes", passed()),
    ("names_that_are_no_text", "a name that is no UTF-8", passed()),
    ("git_folder_in_tree", "a tree with a folder .git that has a config", failed("unsafe_source", "fetch")),
    ("git_folder_by_another_name", "a tree with GIT~1, which some file systems take for .git", failed("unsafe_source", "fetch")),
    ("parent_folder_in_tree", "a tree with an entry named ..", failed("unsafe_source", "fetch")),
    ("submodule", "a submodule on an address inside", passed()),
    ("submodule_that_runs", "a submodule whose address is an option and whose update is a command",
     failed("unsafe_source", "fetch")),
    ("submodules_are_a_link", ".gitmodules is a link to a file with a command", failed("unsafe_source", "fetch")),
    ("gitlink_alone", "a commit as an entry, of no submodule", passed()),
    ("lfs_pointer", "an LFS pointer of 100 GB", passed()),
    ("hooks_and_filters", "hooks, filters and a packing command", passed()),
    ("attributes_that_recode", "attributes that change files at checkout", passed()),
    ("ignore_bomb", "ignore rules that make a matcher try for ever", passed()),
    ("ignore_too_large", "a .dockerignore of 400 KB", failed("context_too_large", "build", "256 KiB")),
    ("ignore_everything", "a .dockerignore that leaves the Dockerfile out", passed()),
    ("ignore_with_broken_patterns", "a .dockerignore of broken patterns and bytes", passed()),
    ("huge_dockerfile", "a Dockerfile of 3 MB that ends in nonsense", failed("context_too_large", "build", "1 MiB")),
    ("dockerfile_in_another_encoding", "a Dockerfile in UTF-16", failed("build_failed", "build")),
    ("dockerfile_of_bytes", "a Dockerfile of all bytes", failed("build_failed", "build")),
    ("dockerfile_with_terminal_words", "an instruction of terminal codes", failed("build_failed", "build")),
    ("dockerfile_names_a_frontend", "a Dockerfile that names a frontend to be fetched", passed()),
    ("empty_dockerfile", "an empty Dockerfile", failed("build_failed", "build")),
    ("no_commit", "a repository without a commit", failed("source_not_found", "resolve")),
    ("message_that_lies", "a commit message of 1 MB and terminal codes", passed()),
)

# Lines behind `FROM` the image of the hostile server; a first line `FROM …` takes its place. The mark finds processes.
GOOD = 'CMD ["/hostile_server", "", "{mark}"]\n'
DOCKERFILES = {
    "base_missing": "FROM localhost:1/no/such:image\n" + GOOD,
    "base_is_a_path": "FROM ../../../etc/passwd\n" + GOOD,
    "build_never_ends": 'RUN ["/hostile_server", "silent", "{mark}"]\n' + GOOD,
    "build_logs_for_ever": 'RUN ["/hostile_server", "output_flood", "{mark}"]\n' + GOOD,
    "build_eats_memory": 'RUN ["/hostile_server", "oom", "{mark}"]\n' + GOOD,
    "build_leaves_daemons": 'RUN ["/hostile_server", "daemons", "{mark}"]\n' + GOOD,
    "build_fills_image": 'RUN ["/hostile_server", "fill_image", "{mark}"]\n' + GOOD,
    "build_says_terminal_words": 'RUN ["/hostile_server", "log_injection", "{mark}"]\nRUN ["/none"]\n',
    "context_too_large": "COPY . /\n" + GOOD,
    "onbuild": "ONBUILD RUN exit 1\n" + GOOD,
    "labels_that_lie": "LABEL toolshed.installation=x toolshed.image.installation=x toolshed.kind=session "
                       "toolshed.server=x toolshed.run=x toolshed.plan=x\n" + GOOD,
    "volume_over_proc": 'VOLUME ["/proc"]\n' + GOOD,
    "volume_over_root": 'VOLUME ["/"]\n' + GOOD,
    "volume_over_shim": 'VOLUME ["/run/toolshed-shim"]\n' + GOOD,
    "volume_over_link": 'VOLUME ["/run/toolshed-link/x/.."]\n' + GOOD,
    "volume_with_options": 'VOLUME ["/data:/etc,exec"]\n' + GOOD,
    "volumes": 'VOLUME ["/one", "/two"]\n' + GOOD,
    "user_unknown": "USER nobody-knows\n" + GOOD,
    "user_too_large": "USER 4294967295\n" + GOOD,
    "user_is_the_shim": "USER 899999999\n" + GOOD,
    "group_is_the_shim": "USER 1000:899999999\n" + GOOD,
    "user_named_like_the_shim": "COPY passwd /etc/passwd\nUSER harmless\n" + GOOD,
    "accounts_too_large": "COPY passwd /etc/passwd\nUSER harmless\n" + GOOD,
    "no_command": "LABEL nothing=here\n",
    "command_missing": 'CMD ["/no/such/program"]\n',
    "command_is_a_folder": 'CMD ["/tmp"]\n',
    "command_is_no_program": 'COPY passwd /text\nCMD ["/text"]\n',
    "health_check": 'HEALTHCHECK --interval=1s CMD ["/hostile_server", "health", "{mark}"]\n' + GOOD,
    "stop_signal": "STOPSIGNAL SIGSTOP\n" + GOOD,
    "shell_form": 'SHELL ["/hostile_server", "", "{mark}"]\nCMD exit 1\n',
    "work_directory_in_link": "WORKDIR /run/toolshed-link/x\n" + GOOD,
    "work_directory_in_proc": "WORKDIR /proc/1/root\n" + GOOD,
    "environment_of_loaders": "ENV LD_PRELOAD=/evil.so TOOLSHED_DATA=/ ASAN_OPTIONS=log_path=/tmp/x GLIBC_TUNABLES=x\n" + GOOD,
    "environment_too_large": "".join(f"ENV V{n}={'x' * 8000}\n" for n in range(12)) + GOOD,
    "many_ports": "".join(f"EXPOSE {n}\n" for n in (22, 80, 443, 65535)) + GOOD,
    "links_under_mounts": "COPY tree /\n" + GOOD,
    "home_is_a_link_to_etc": "COPY tree /\n" + GOOD,
}
BUILDS = rows(
    "build",
    ("base_missing", "a base image that nobody has", failed("base_image_unavailable", "build")),
    ("base_is_a_path", "a path as the base image", failed("build_failed", "build")),
    ("build_never_ends", "an instruction that waits for ever", failed("build_timeout", "build")),
    ("build_logs_for_ever", "an instruction that writes for ever", failed("build_log_too_large", "build")),
    ("build_eats_memory", "an instruction that takes all memory", failed("build_failed", "build", "137")),
    ("build_leaves_daemons", "an instruction that leaves processes behind", passed()),
    ("build_fills_image", "an instruction that writes 64 MB", failed("image_too_large", "build", "image_bytes_max")),
    ("build_says_terminal_words", "output of terminal codes and forged log lines", failed("build_failed", "build")),
    ("context_too_large", "a context over the limit", failed("context_too_large", "build", "context_bytes_max")),
    ("onbuild", "instructions for later builds", passed()),
    ("labels_that_lie", "labels that say it is another installation's", passed()),
    ("volume_over_proc", "VOLUME /proc", failed("bad_volume", "define", "/proc")),
    ("volume_over_root", "VOLUME /", failed("bad_volume", "define")),
    ("volume_over_shim", "VOLUME over the shim's program", failed("bad_volume", "define")),
    ("volume_over_link", "VOLUME over the control socket, by ..", failed("bad_volume", "define")),
    ("volume_with_options", "VOLUME with mount options in its name", failed("bad_volume", "define")),
    ("volumes", "VOLUMEs that would stay behind", passed("volume_hidden")),
    ("user_unknown", "USER that the image does not have", failed("spawn_failed", "ready", "nobody-knows")),
    ("user_too_large", "USER -1, which would leave the user as it is", failed("spawn_failed", "ready")),
    ("user_is_the_shim", "USER with the shim's number", failed("spawn_failed", "ready", "belongs to the shim")),
    ("group_is_the_shim", "a group with the shim's number, which opens nothing", passed()),
    ("user_named_like_the_shim", "a name that the image's passwd gives the shim's number",
     failed("spawn_failed", "ready", "belongs to the shim")),
    ("accounts_too_large", "a passwd of 3 MB", failed("spawn_failed", "ready", "harmless")),
    ("no_command", "an image without a command", failed("no_command", "define")),
    ("command_missing", "a command that is not there", failed("spawn_failed", "ready")),
    ("command_is_a_folder", "a folder as the command", failed("spawn_failed", "ready")),
    ("command_is_no_program", "a text as the command", failed("spawn_failed", "ready")),
    ("health_check", "a health check, which the engine would run beside the shim", passed()),
    ("stop_signal", "a stop signal that ends nothing", failed("link_refused", "launch", "STOPSIGNAL")),
    ("shell_form", "a shell of its own", passed()),
    ("work_directory_in_link", "a working directory in the control folder", failed("spawn_failed", "ready")),
    ("work_directory_in_proc", "a working directory in PID 1's root", failed("spawn_failed", "ready")),
    ("environment_of_loaders", "variables for loaders and sanitizers", passed()),
    ("environment_too_large", "100 KB of environment", failed("image_config_too_large", "define")),
    ("many_ports", "ports that it does not listen on", passed()),
    ("links_under_mounts", "links where the shim and its socket are mounted", failed("start_failed", "launch")),
    ("home_is_a_link_to_etc", "a link that puts the home folder over /etc", passed()),
)

SERVERS = rows(
    "server",
    ("exits", "exits at once", failed("server_exited", "negotiate", "3")),
    ("silent", "never answers", failed("not_ready", "negotiate")),
    ("garbage", "answers what is no JSON", failed("protocol_error", "negotiate")),
    ("closes_output", "closes its output and stays", failed("not_ready", "negotiate")),
    ("half_line", "begins an answer and stops", failed("not_ready", "negotiate")),
    ("slow_line", "writes a byte of a line now and then", failed("not_ready", "negotiate")),
    ("giant_line", "answers with 48 MB in one line", failed("result_too_large", "negotiate")),
    ("endless_line", "answers with a line without end", failed("protocol_error", "negotiate")),
    ("giant_numbers", "numbers over every type", passed()),
    ("giant_id", "an id of 200,000 digits", failed("protocol_error", "negotiate")),
    ("deep_nesting", "a million arrays in each other", failed("protocol_error", "negotiate")),
    ("duplicate_keys", "two results in one answer", failed("protocol_error", "negotiate")),
    ("invalid_utf8", "bytes that are no UTF-8", failed("protocol_error", "negotiate")),
    ("nul_bytes", "NUL bytes in a text", failed("protocol_error", "negotiate")),
    ("wrong_id", "answers to an id that nobody asked", failed("protocol_error", "negotiate")),
    ("null_id", "answers to the id null", failed("protocol_error", "negotiate")),
    ("text_id", "answers to the number as a text", failed("protocol_error", "negotiate")),
    ("batch", "answers with an array", failed("protocol_error", "negotiate")),
    ("old_json_rpc", "speaks JSON-RPC 1.0", failed("protocol_error", "negotiate")),
    ("http_on_stdio", "speaks HTTP on standard output", failed("protocol_error", "negotiate")),
    ("error_is_text", "an error that is a text", failed("protocol_error", "negotiate")),
    ("error_is_empty", "an error without code and message", failed("protocol_error", "negotiate")),
    ("error_and_result", "an error and a result", failed("protocol_error", "negotiate")),
    ("neither_error_nor_result", "neither error nor result", failed("protocol_error", "negotiate")),
    ("unknown_revision", "a revision that we do not speak", failed("protocol_error", "negotiate", "1999-01-01")),
    ("revision_is_number", "a revision that is a number", failed("protocol_error", "negotiate", "protocolVersion")),
    ("terminal_error", "an error of terminal codes and forged log lines", failed("protocol_error", "negotiate")),
    ("giant_error", "an error message of 1 MB", failed("protocol_error", "negotiate")),
    ("endless_notifications", "notifications without end instead of an answer", failed("not_ready", "negotiate")),
    ("output_flood", "writes garbage without end", failed("protocol_error", "negotiate")),
    ("deaf_request_flood", "asks without end and reads nothing", failed("not_ready", "negotiate")),
    ("oom", "takes all memory", failed("server_oom", "negotiate", "memory")),
    ("list_error", "refuses to list", failed("protocol_error", "list", "no list")),
    ("list_never_comes", "never answers the list", failed("timeout", "list")),
    ("no_tools_member", "a list without tools", failed("protocol_error", "list", "tools")),
    ("tools_is_object", "tools that are an object", failed("protocol_error", "list", "tools")),
    ("too_deep_schema", "a schema of 10,000 levels", failed("protocol_error", "list")),
    ("banner", "a greeting on standard output", passed("stdout_garbage")),
    ("garbage_flood", "100,000 lines of garbage before the list", passed("stdout_garbage")),
    ("duplicate_answers", "two answers to one request", passed("unmatched_responses")),
    ("answers_to_nobody", "20,000 answers to nobody", passed("unmatched_responses")),
    ("requests_first", "a request before its answer", passed("server_requests_declined")),
    ("request_flood", "1,000 requests to the client", passed("server_requests_declined")),
    ("notification_flood", "100,000 notifications", passed()),
    ("progress_flood", "100,000 progress notifications", passed()),
    ("ten_thousand_tools", "10,000 tools", passed("list_truncated")),
    ("endless_cursor", "pages without end", passed("list_truncated")),
    ("same_cursor", "the same cursor again and again", passed("list_truncated")),
    ("cursor_is_number", "a cursor that is a number", passed("list_truncated")),
    ("giant_cursor", "a cursor of 1 MB", passed("list_truncated")),
    ("big_description", "a tool of 5 MB", passed("tool_too_large")),
    ("same_name_twice", "two tools of one name", passed("duplicate_tool")),
    ("empty_names", "a tool without a name", passed("nameless_tool")),
    ("tools_are_no_objects", "tools that are texts and numbers", passed("tool_invalid")),
    ("long_names", "a name of 100,000 characters", passed("long_tool_name")),
    ("ambiguous_tool", "a tool with two names in one object", passed("ambiguous_tool")),
    ("schema_bomb", "a schema that unfolds to 10^20 parts, with a pattern that never ends", passed()),
    ("nested_schema", "a schema of 50 levels", passed()),
    ("unstable", "other tools in each process", passed("unstable_tools")),
    ("exits_on_discover", "dies of the first question", passed()),
    ("ignores_end", "does not end with its input", passed()),
    ("ignores_signals", "ignores every signal and the end of its input", passed()),
    ("daemons", "leaves processes in sessions of their own, with its pipes", passed()),
    ("fork_bomb", "forks as often as it can", failed("not_ready", "negotiate")),
    ("spin", "spins in 16 processes", passed()),
    ("takes_descriptors", "takes all descriptors", passed()),
    ("error_flood", "floods standard error without end", passed()),
    ("log_injection", "log lines that look like ours, terminal codes, bytes", passed()),
    ("terminal_words", "terminal codes in names and descriptions", passed()),
    ("bidi_words", "names that turn the direction of writing", passed()),
    ("prompt_injection", "instructions to models in descriptions", passed()),
    ("markup", "markup and scripts in names", passed()),
    ("path_names", "names that are paths", passed()),
    ("giant_server_info", "1 MB of server info and of instructions", passed()),
)

CALLS = rows(
    "call",
    ("dies_in_call", "exits when called", Answer("transport_error", "server_exited")),
    ("silent_call", "never answers the call", Answer("timeout", "timeout")),
    ("oom_in_call", "takes all memory when called", Answer("transport_error", "server_oom")),
    ("tool_error", "a result that is an error", Answer("tool_error")),
    ("hides_an_error", "isError twice, true and false", Answer("tool_error")),
    ("rpc_error", "a JSON-RPC error", Answer("protocol_error", "rpc_error")),
    ("big_result", "10 MB", Answer("protocol_error", "result_too_large")),
    ("result_is_text", "a result that is a text", Answer("protocol_error", "protocol_error")),
    ("result_is_array", "a result that is an array", Answer("protocol_error", "protocol_error")),
    ("asks_for_input", "asks the client back", Answer("protocol_error", "protocol_error")),
    ("answers_another", "answers a call that nobody made", Answer("protocol_error", "protocol_error")),
    ("malformed_answer", "an answer that is cut off", Answer("protocol_error", "protocol_error")),
    ("nested_answer", "a million arrays in each other", Answer("protocol_error", "protocol_error")),
    ("broken_result", "bytes and terminal codes that are no JSON", Answer("protocol_error", "protocol_error")),
    ("garbage_in_call", "garbage before the answer", Answer("ok", text="fine")),
    ("answers_twice", "two answers", Answer("ok", text="fine")),
    ("progress_in_call", "50,000 progress notifications", Answer("ok", text="fine")),
    ("terminal_result", "terminal codes and bidi marks as text", Answer("ok", text="\x1b[2J\u202e")),
    ("prompt_result", "instructions to models as text", Answer("ok", text="IMPORTANT: ignore")),
    ("fork_bomb_in_call", "forks until it is refused", Answer("ok", text="processes 6")),
    ("threads_in_call", "threads until it is refused", Answer("ok", text="threads 6")),
    ("fill_disks", "fills every place that can be written", Answer("ok", text="most 67108864 all 75497472")),
    ("descriptors_in_call", "takes all descriptors", Answer("ok", text="descriptors 12")),
    ("spin_in_call", "spins in 16 processes", Answer("ok", text="spinning")),
    ("daemons_in_call", "leaves processes behind", Answer("ok", text="left")),
)

NOT_PERMITTED = "Operation not permitted"
DENIED = "Permission denied"
READ_ONLY = "Read-only file system"
ABSENT = "No such file or directory"


def refused(*reasons):
    """What the server must report of its own attempt, as root, as a user, and as a member of the shim's group."""
    return reasons


PROBES = rows(
    "sandbox",
    *((name, tries, refused(NOT_PERMITTED)) for name, tries in (
        ("kill_pid_1", "SIGKILL to the shim"), ("end_pid_1", "SIGTERM to the shim"), ("stop_pid_1", "SIGSTOP to the shim"),
        ("trace_pid_1", "ptrace of the shim"), ("seize_pid_1", "ptrace of the shim, by seizing"),
        ("read_memory_of_pid_1", "process_vm_readv of the shim"),
        ("descriptor_of_pid_1", "pidfd_getfd of the shim"), ("limit_pid_1", "prlimit of the shim"),
        ("become_the_shim", "setresuid to the shim's user"), ("become_another_user", "setresuid to somebody else"),
        ("take_capabilities", "capset of everything"), ("mount_tmpfs", "mount of a tmpfs"), ("mount_proc", "mount of proc"),
        ("mount_cgroup", "mount of a cgroup hierarchy"), ("remount_root", "the root made writable"),
        ("unmount_proc", "a mask over /proc taken off"), ("new_mount_interface", "fsopen"), ("pivot_root", "pivot_root"),
        ("chroot", "chroot"), ("new_user_namespace", "a user namespace"), ("new_mount_namespace", "a mount namespace"),
        ("new_cgroup_namespace", "a cgroup namespace"), ("make_device", "mknod of a disk"),
        ("raw_socket", "a raw socket"), ("packet_socket", "a packet socket"), ("add_key", "add_key"),
        ("read_keyring", "keyctl"), ("load_bpf", "bpf"), ("count_performance", "perf_event_open"),
        ("userfault", "userfaultfd"), ("load_module", "init_module"), ("load_kernel", "kexec_load"),
        ("open_by_handle", "open_by_handle_at, which leaves a root"), ("watch_all_files", "fanotify_init"),
        ("set_time", "the clock"), ("set_host_name", "the host's name"), ("reboot", "reboot"), ("add_swap", "swapon"),
        ("io_ports", "iopl"), ("read_kernel_log", "the kernel's log"), ("account_processes", "acct"),
        ("raise_open_files", "more open files than its limit"), ("schedule_first", "real-time scheduling"),
        ("open_control_folder", "chmod of the control folder"))),
    *((name, tries, refused(DENIED)) for name, tries in (
        ("enter_namespace_of_pid_1", "setns to the shim's namespaces"), ("raise_priority", "a higher priority"),
        ("environment_of_pid_1", "/proc/1/environ"), ("memory_of_pid_1", "/proc/1/mem"),
        ("descriptors_of_pid_1", "/proc/1/fd"), ("root_of_pid_1", "/proc/1/root"),
        ("oom_score_of_pid_1", "that the shim is killed first for memory"),
        ("own_oom_score", "that it is killed last for memory"), ("list_control_folder", "the control folder"),
        ("connect_control_socket", "the shim's control socket"),
        ("replace_control_socket", "another control socket in its place"))),
    ("have_capabilities", "a capability that was left", refused("none")),
    ("allow_new_privileges", "new privileges", refused("still set")),
    ("reach_the_internet", "a public address", refused("Network is unreachable")),
    ("reach_cloud_metadata", "169.254.169.254", refused("Network is unreachable")),
    ("reach_the_bridge", "the engine's bridge", refused("Network is unreachable")),
    ("reach_the_daemon", "the daemon's usual port on loopback", refused("Connection refused")),
    ("write_shim", "the shim's program", refused("Text file busy", DENIED)),
    ("write_own_program", "its own program", refused("Text file busy", DENIED)),
    ("replace_shim", "a file beside the shim's program", refused(READ_ONLY)),
    ("write_root", "a file in /", refused(READ_ONLY)),
    ("write_etc", "/etc/passwd", refused(READ_ONLY)),
    *((name, tries, refused(READ_ONLY, DENIED, ABSENT)) for name, tries in (
        ("write_hosts", "/etc/hosts"), ("core_pattern", "the kernel's core_pattern"),
        ("module_program", "the kernel's modprobe"), ("system_settings", "/proc/sys/vm"),
        ("system_request", "/proc/sysrq-trigger"), ("uevent_program", "the kernel's uevent_helper"),
        ("release_agent", "a cgroup's release_agent"), ("own_memory_limit", "its memory limit, cgroup 2"),
        ("own_process_limit", "its process limit, cgroup 2"), ("memory_limit_v1", "its memory limit, cgroup 1"),
        ("new_cgroup", "a cgroup of its own"))),
    *((name, tries, refused("empty", DENIED, ABSENT, NOT_PERMITTED)) for name, tries in (
        ("kernel_memory", "/proc/kcore"), ("kernel_keys", "/proc/keys"), ("kernel_timers", "/proc/timer_list"),
        ("kernel_log_device", "/dev/kmsg"), ("physical_memory", "/dev/mem"), ("firmware", "tables of the firmware"))),
    ("kernel_addresses", "addresses in /proc/kallsyms", refused("hidden")),
    ("block_devices", "a disk in /dev", refused("there is none")),
    *((name, tries, refused(ABSENT)) for name, tries in (
        ("engine_socket", "/var/run/docker.sock"), ("engine_socket_in_run", "/run/docker.sock"),
        ("containerd_socket", "containerd's socket"), ("data_of_the_daemon", "/var/lib/toolshed"),
        ("data_of_the_engine", "/var/lib/docker"))),
    ("secrets_in_environment", "variables of the daemon or the engine", refused("nothing of the daemon")),
    ("other_processes", "processes of the host or of another workload", refused("PID 1 is the shim")),
    *((name, tries, refused("runs as 0", "runs as 1000", "runs as 2000")) for name, tries in (
        ("setuid_root", "a program of the image with setuid root"), ("setuid_shim", "the same with the shim's user"),
        ("own_setuid_copy", "a setuid program of its own in /tmp"))),
)

ALL = REPOSITORIES + BUILDS + SERVERS + CALLS + PROBES
HEADINGS = (
    ("repository", "Repositories", "Made by a function of the name in `repositories.py`."),
    ("build", "Builds", "Dockerfiles of the name in `cases.py`, on an image that holds the hostile server."),
    ("server", "Servers", "Modes of the hostile server: `protocol.cpp`, `lists.cpp`, `words.cpp`, `resources.cpp`."),
    ("call", "Calls", "Tools of the hostile server's mode `calls`; each in a session of its own."),
    ("sandbox", "Sandbox", "Tools of its mode `probes` that try it from inside and report what they got: `kernel_probes.cpp`, "
                           "`file_probes.cpp`. Each as root, as a user, and as a member of the shim's group."),
)


def told(expect):
    if isinstance(expect, Run):
        outcome = f"{expect.state} `{expect.code}` at {expect.step}" if expect.code else expect.state
        return outcome + (f", finding `{expect.finding}`" if expect.finding else "")
    if isinstance(expect, Answer):
        return f"{expect.outcome} `{expect.code}`" if expect.code else expect.outcome
    return "refused: " + " or ".join(expect)


def readme():
    """Lists every case; the test `hostile_readme` compares it with the file."""
    lines = ["# The hostile set", "",
             f"{len(ALL)} cases that mean harm, and what must come of each. `tests/system/hostile_test.py` runs them all against",
             "one daemon and a real engine, several at once, while a harmless server beside them answers calls; afterwards the",
             "daemon answers, its memory is bounded, and no container, image, folder or process is left.", "",
             "This file is made from the table: `python3 tests/hostile/cases.py > tests/hostile/README.md`."]
    for kind, heading, words in HEADINGS:
        lines += ["", f"## {heading}", "", words, "", "| Case | What it is or tries | What comes of it |", "|---|---|---|"]
        lines += [f"| `{case.name}` | {case.tries} | {told(case.expect)} |" for case in ALL if case.kind == kind]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(readme(), end="")
