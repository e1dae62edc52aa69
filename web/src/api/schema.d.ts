// SPDX-License-Identifier: Apache-2.0
// Generated from docs/openapi.yaml by `npm run api`.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests can be served */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this request carries a token or cookie that is good */
        get: operations["isSignedIn"];
        put?: never;
        /** Exchanges the token for a cookie that scripts cannot read */
        post: operations["signIn"];
        /** Ends the sign-in of this browser; without one nothing happens */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version of the daemon */
        get: operations["version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What works and what does not */
        get: operations["doctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateway": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the gateway holds now */
        get: operations["gateway"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes what is no longer needed, or with `dry_run` tells what that is and why */
        post: operations["collectGarbage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All servers, newest first */
        get: operations["listServers"];
        put?: never;
        /** Registers a server and starts its verification */
        post: operations["addServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One server by id or name */
        get: operations["getServer"];
        put?: never;
        post?: never;
        /** Ends its sessions and removes its images and records */
        delete: operations["removeServer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tools of the current revision, or of the one that is named, as the server sent them */
        get: operations["serverTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its revisions, newest first */
        get: operations["serverRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs of one server, newest first */
        get: operations["serverVerifications"];
        put?: never;
        /** Verifies again */
        post: operations["startVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All runs, newest first */
        get: operations["listVerifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs one stage by itself, which never makes a revision */
        post: operations["runStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with steps and evidence */
        get: operations["getVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its steps, in order */
        get: operations["verificationSteps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its log, or with follow an event stream with offsets as ids */
        get: operations["verificationLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State events with their sequence as id; ends after the terminal one */
        get: operations["verificationEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels; a run that has ended stays what it is */
        post: operations["cancelVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sessions, newest first */
        get: operations["listSessions"];
        put?: never;
        /** Starts a session from the stored image */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /** Stops it; answers when its workload is gone */
        delete: operations["stopSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves the idle limit, never the absolute one */
        post: operations["renewSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tools as the running process lists them now */
        get: operations["sessionTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/tools/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the running process again */
        post: operations["refreshSessionTools"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/tools/{tool}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a tool; answered with 200 whatever the outcome, once the request was sent */
        post: operations["executeTool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its log, or with follow an event stream with offsets as ids */
        get: operations["sessionLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State events with their sequence as id; ends after the terminal one */
        get: operations["sessionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls in one session, newest first */
        get: operations["sessionCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All calls, newest first */
        get: operations["listCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call */
        get: operations["getCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All servers as the seeds record them */
        get: operations["seedServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All servers as the seeds record them */
        get: operations["seedServersWithPrefix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One server as the seeds record it */
        get: operations["seedServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One server as the seeds record it */
        get: operations["seedServerWithPrefix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/playground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Launches a playground session from the stored image */
        post: operations["seedLaunch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/playground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Launches a playground session from the stored image */
        post: operations["seedLaunchWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/playground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same with {serverId} */
        post: operations["seedLaunchByBody"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same with {serverId} */
        post: operations["seedLaunchByBodyWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/playground/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** PENDING, RUNNING, STOPPED or FAILED; query taskArn */
        get: operations["seedStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/playground/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** PENDING, RUNNING, STOPPED or FAILED; query taskArn */
        get: operations["seedStatusWithPrefix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/playground/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session in {taskArn} */
        post: operations["seedStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/playground/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session in {taskArn} */
        post: operations["seedStopWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/playground/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session */
        delete: operations["seedEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playground/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session */
        delete: operations["seedEndWithPrefix"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/playgroundSession/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session */
        delete: operations["seedEndSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playgroundSession/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session */
        delete: operations["seedEndSessionWithPrefix"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Executes a typed command {command, taskArn?} */
        post: operations["seedExecute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Executes a typed command {command, taskArn?} */
        post: operations["seedExecuteWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/reverify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies again {force?} */
        post: operations["seedReverify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/reverify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies again {force?} */
        post: operations["seedReverifyWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies again {force?} */
        post: operations["seedVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/servers/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies again {force?} */
        post: operations["seedVerifyWithPrefix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Finer than the type. Of runs and sessions it tells why they failed.
         * @enum {string}
         */
        Code: "bad_command" | "bad_commit" | "bad_cursor" | "bad_id" | "bad_idempotency_key" | "bad_json" | "bad_key" | "bad_limit" | "bad_message" | "bad_name" | "bad_request" | "bad_response" | "bad_settings" | "bad_source" | "bad_tool_name" | "bad_volume" | "base_image_unavailable" | "blob_missing" | "blobs_unavailable" | "body_too_large" | "build_failed" | "build_log_too_large" | "build_timeout" | "call_not_found" | "cancelled" | "client_gone" | "connect_failed" | "connection_lost" | "context_too_large" | "damaged_record" | "data_damaged" | "data_in_use" | "data_unusable" | "define_timeout" | "digest_mismatch" | "disk_full" | "engine_failed" | "engine_refused" | "engine_too_old" | "engine_unavailable" | "event_too_large" | "fetch_timeout" | "headers_too_large" | "host_refused" | "idempotency_conflict" | "image_config_too_large" | "image_missing" | "image_too_large" | "internal" | "item_too_large" | "launch_timeout" | "link_folder_failed" | "link_lost" | "link_refused" | "link_untrusted" | "list_timeout" | "listen_failed" | "local_source_refused" | "method_not_allowed" | "missing_field" | "name_taken" | "needs_configuration" | "negotiate_timeout" | "network_profile_unsupported" | "network_rules_failed" | "no_child" | "no_command" | "no_dockerfile" | "no_route" | "not_ready" | "not_root" | "not_verified" | "origin_refused" | "params_too_large" | "pipeline_timeout" | "probe_timeout" | "process_failed" | "protocol_error" | "pull_failed" | "push_failed" | "push_timeout" | "read_timeout" | "ready_timeout" | "registry_denied" | "registry_unavailable" | "request_header_required" | "request_timeout" | "resolve_timeout" | "resolver_missing" | "response_too_large" | "result_too_large" | "rpc_error" | "revision_not_found" | "run_not_found" | "scratch_failed" | "server_exited" | "server_not_found" | "server_oom" | "session_ended" | "session_not_found" | "source_not_found" | "source_too_large" | "source_unreachable" | "source_unreadable" | "spawn_failed" | "start_failed" | "store_damaged" | "store_failed" | "store_too_new" | "store_unavailable" | "timeout" | "tls_failed" | "token_required" | "too_many_calls" | "too_many_connections" | "too_many_runs" | "too_many_sessions" | "too_many_writes" | "unknown_field" | "unknown_step" | "unsafe_source" | "unsafe_workload" | "unsupported_source" | "version_conflict" | "wrong_type";
        /**
         * @example {
         *       "type": "not_found",
         *       "code": "server_not_found",
         *       "message": "there is no server 'x'"
         *     }
         */
        ErrorBody: {
            /** @enum {unknown} */
            type: "invalid" | "unauthenticated" | "denied" | "not_found" | "conflict" | "exhausted" | "unavailable" | "timed_out" | "internal";
            code: components["schemas"]["Code"];
            message: string;
            /** @description JSON pointer into the body of the request */
            pointer?: string;
            retry_after_ms?: number;
            run_id?: string;
            call_id?: string;
        };
        /**
         * @example {
         *       "error": {
         *         "type": "conflict",
         *         "code": "not_verified",
         *         "message": "verify the server first"
         *       }
         *     }
         */
        Error: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * @example {
         *       "ok": true
         *     }
         */
        Status: {
            ok: boolean;
        };
        /**
         * @example {
         *       "signed_in": true
         *     }
         */
        SignIn: {
            signed_in: boolean;
        };
        /**
         * @example {
         *       "version": "0.1.0",
         *       "api": "v1"
         *     }
         */
        Version: {
            version: string;
            api: string;
        };
        /**
         * @example {
         *       "ok": true,
         *       "checks": [
         *         {
         *           "name": "engine",
         *           "ok": true,
         *           "detail": "docker 26.1.5"
         *         }
         *       ]
         *     }
         */
        DoctorReport: {
            ok: boolean;
            checks: {
                name: string;
                ok: boolean;
                detail: string;
            }[];
        };
        /**
         * @example {
         *       "network": "none",
         *       "memory_bytes": 536870912
         *     }
         */
        Settings: {
            /** @enum {unknown} */
            network?: "none" | "public";
            transport?: components["schemas"]["Transport"];
            writable_paths?: string[];
            memory_bytes?: number;
            cpu_weight_milli?: number;
            cpu_ceiling_milli?: number;
            processes_max?: number;
            scratch_bytes?: number;
            open_files_max?: number;
        };
        /**
         * @example {
         *       "source": "https://github.com/owner/repo@main#folder",
         *       "name": "my-server"
         *     }
         */
        NewServer: {
            source: string;
            name?: string;
            settings?: components["schemas"]["Settings"];
        };
        /**
         * @example {
         *       "force": true
         *     }
         */
        NewVerification: {
            /** @default false */
            force: boolean;
        };
        /**
         * @example {
         *       "server_id": "srv_01j9qk3v5m7x",
         *       "step": "build"
         *     }
         */
        NewStep: {
            server_id: string;
            step: components["schemas"]["StepKind"];
            image?: string;
        };
        /**
         * @example {
         *       "server_id": "srv_01j9qk3v5m7x"
         *     }
         */
        NewSession: {
            server_id: string;
        };
        /**
         * @example {
         *       "params": {
         *         "text": "hello"
         *       }
         *     }
         */
        NewCall: {
            /** @description Passed on byte for byte */
            params?: Record<string, unknown>;
            timeout_ms?: number;
        };
        /**
         * @example {
         *       "era": "legacy",
         *       "revision": "2025-11-25",
         *       "server_info": {
         *         "name": "echo",
         *         "version": "1.0.0"
         *       },
         *       "instructions": "",
         *       "transport": {
         *         "kind": "streamable_http",
         *         "port": 8000,
         *         "path": "/mcp"
         *       }
         *     }
         */
        Protocol: {
            /** @enum {unknown} */
            era: "legacy" | "modern";
            revision: string;
            server_info?: Record<string, unknown> | null;
            instructions?: string;
            transport?: components["schemas"]["Transport"];
        };
        /**
         * @description How the server is spoken to. What is not said is found out when it runs
         * @example {
         *       "kind": "auto",
         *       "port": 8000
         *     }
         */
        Transport: {
            /**
             * @default auto
             * @enum {unknown}
             */
            kind: "auto" | "stdio" | "streamable_http" | "sse";
            /** @description On which the server listens; with kind auto tried first */
            port?: number;
            /** @description Of its endpoint; absent = the usual ones */
            path?: string;
            /** @description The Host that it insists on */
            host?: string;
        };
        /**
         * @description Something worth telling about a server that is no failure
         * @example {
         *       "code": "stdout_garbage",
         *       "severity": "warning",
         *       "detail": "2 lines on standard output are no MCP messages"
         *     }
         */
        Finding: {
            /** @enum {unknown} */
            code: "ambiguous_tool" | "build_network_open" | "duplicate_tool" | "ignores_end_of_input" | "ignores_stop_signal" | "list_truncated" | "long_tool_name" | "more_findings" | "nameless_tool" | "needs_network" | "orphan_children" | "second_list_failed" | "server_requests_declined" | "slow_start" | "stdout_garbage" | "tool_invalid" | "tool_too_large" | "unmatched_responses" | "unstable_tools" | "volume_hidden" | "write_refused";
            /** @enum {unknown} */
            severity: "info" | "warning";
            title: string;
            /** @description What was seen */
            detail: string;
            /** @description What shows it */
            evidence: string;
            /** @description What the server's author does about it */
            mend: string;
        };
        /**
         * @example {
         *       "workloads": 1,
         *       "protocol_sessions": 2,
         *       "upstreams": 1,
         *       "in_flight": 0
         *     }
         */
        GatewayCounts: {
            workloads: number;
            /** @description Of legacy clients */
            protocol_sessions: number;
            /** @description Processes of servers and conversations with them for clients */
            upstreams: number;
            /** @description Requests */
            in_flight: number;
        };
        /**
         * @example {
         *       "dry_run": true,
         *       "pressure": "none",
         *       "removals": [],
         *       "truncated": false
         *     }
         */
        HouseReport: {
            dry_run: boolean;
            /** Format: date-time */
            at: string;
            /**
             * @description How full the fullest disk is
             * @enum {unknown}
             */
            pressure: "none" | "low" | "full";
            disks: {
                name: string;
                path: string;
                free_bytes: number;
                total_bytes: number;
            }[];
            removals: {
                kind: components["schemas"]["RemovalKind"];
                id: string;
                server_id: string | null;
                reason: string;
                /** @description At most so many become free */
                bytes: number;
            }[];
            /** @description There are more removals than the list names; the totals count all */
            truncated: boolean;
            totals: {
                kind: components["schemas"]["RemovalKind"];
                count: number;
                bytes: number;
            }[];
            failures: components["schemas"]["ErrorBody"][];
        };
        /** @enum {unknown} */
        RemovalKind: "image" | "run" | "session" | "log" | "blob" | "build_cache";
        /**
         * @example {
         *       "id": "rev_01j9qk3v5m7x",
         *       "commit": "1a2b3c4d",
         *       "tools": 3
         *     }
         */
        Revision: {
            id: string;
            run_id: string;
            commit: string;
            digest: string;
            /** @enum {unknown} */
            digest_kind: "image_id" | "manifest";
            image: string;
            /** Format: date-time */
            verified_at: string;
            /**
             * Format: date-time
             * @description When housekeeping removed the image; null while it is kept
             */
            image_removed_at: string | null;
            protocol: components["schemas"]["Protocol"];
            tools: number;
            tools_hash: string;
            tools_hash_rule: number;
        };
        /**
         * @example {
         *       "id": "srv_01j9qk3v5m7x",
         *       "name": "echo",
         *       "status": "verified"
         *     }
         */
        Server: {
            id: string;
            name: string;
            source: string;
            /** @enum {unknown} */
            status: "registered" | "verified" | "failing" | "disabled" | "deleted";
            settings: components["schemas"]["Settings"];
            current_revision: components["schemas"]["Revision"] | null;
            last_run: null | {
                id: string;
                state: components["schemas"]["RunState"];
                error?: components["schemas"]["ErrorBody"];
            };
            /** @description Only in the answer to a registration */
            run_id?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {unknown} */
        RunState: "queued" | "running" | "cancelling" | "passed" | "failed" | "skipped" | "cancelled" | "timed_out" | "needs_configuration";
        /** @enum {unknown} */
        StepKind: "resolve" | "fetch" | "build" | "push" | "define" | "launch" | "ready" | "negotiate" | "list" | "probe" | "record" | "stop" | "document";
        /**
         * @example {
         *       "kind": "build",
         *       "state": "succeeded",
         *       "attempts": 1,
         *       "duration_ms": 1234.567,
         *       "server_ms": 0
         *     }
         */
        Step: {
            kind: components["schemas"]["StepKind"];
            /** @enum {unknown} */
            state: "pending" | "running" | "succeeded" | "failed" | "skipped";
            attempts: number;
            duration_ms: number | null;
            /** @description Of it inside the server's own process */
            server_ms: number;
            detail: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            error: components["schemas"]["ErrorBody"] | null;
            log_tail?: string[];
        };
        /**
         * @description What the run has found out so far
         * @example {
         *       "commit": "1a2b3c4d",
         *       "digest": "sha256:5e6f",
         *       "tools": 3,
         *       "findings": [],
         *       "variables": []
         *     }
         */
        Evidence: {
            commit: string | null;
            digest: string | null;
            /** @enum {unknown} */
            digest_kind: "image_id" | "manifest" | null;
            image_bytes: number;
            /** @description Of the launch plan; empty until it is defined */
            plan_hash: string;
            protocol: components["schemas"]["Protocol"] | null;
            tools: number;
            tools_hash: string;
            tools_hash_rule: number;
            findings: components["schemas"]["Finding"][];
            /** @description Environment variables that the server says it needs and was not given */
            variables: string[];
        };
        /**
         * @example {
         *       "id": "run_01j9qk3v5m7x",
         *       "state": "skipped",
         *       "message": "no new commits"
         *     }
         */
        Run: {
            id: string;
            server_id: string;
            source: string;
            state: components["schemas"]["RunState"];
            message: string;
            error: components["schemas"]["ErrorBody"] | null;
            force: boolean;
            only_step: components["schemas"]["StepKind"] | null;
            /** @description After its last step */
            ended: boolean;
            steps: components["schemas"]["Step"][];
            evidence: components["schemas"]["Evidence"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
        };
        /**
         * @example {
         *       "id": "ses_01j9qk3v5m7x",
         *       "state": "active"
         *     }
         */
        Session: {
            id: string;
            server_id: string;
            /** @enum {unknown} */
            state: "launching" | "active" | "ending" | "ended" | "failed";
            digest: string;
            /** @enum {unknown} */
            digest_kind: "image_id" | "manifest";
            /** @description The gateway's URL; null until the session is active */
            endpoint: string | null;
            /** @enum {unknown} */
            end_reason: "user" | "idle" | "expired" | "crashed" | "evicted" | null;
            error: components["schemas"]["ErrorBody"] | null;
            ready_ms?: number | null;
            server_ms?: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            active_at?: string | null;
            /** Format: date-time */
            ended_at?: string | null;
            /** Format: date-time */
            idle_expires_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        /**
         * @example {
         *       "call_id": "call_01j9qk3v5m7x",
         *       "outcome": "ok",
         *       "duration_ms": 1.234
         *     }
         */
        Call: {
            call_id: string;
            session_id: string;
            tool: string;
            /** @enum {unknown} */
            outcome: "ok" | "tool_error" | "protocol_error" | "transport_error" | "timeout" | "denied" | "not_ready";
            /** @description As the server sent it */
            result?: Record<string, unknown>;
            /** @description The JSON-RPC error as the server sent it */
            rpc_error?: Record<string, unknown>;
            error?: components["schemas"]["ErrorBody"];
            /** @description Exactly what was sent */
            request: Record<string, unknown> | null;
            /** Format: date-time */
            started_at: string;
            duration_ms: number;
        };
        /**
         * @example {
         *       "text": "hello\n",
         *       "offset": 0,
         *       "next_offset": 6,
         *       "closed": true
         *     }
         */
        LogChunk: {
            text: string;
            offset: number;
            next_offset: number;
            closed: boolean;
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "name": "echo",
         *           "inputSchema": {
         *             "type": "object"
         *           }
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        ToolList: {
            items: Record<string, unknown>[];
            next_cursor: null;
            tools_hash?: string;
            revision_id?: string;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        ServerList: {
            items: components["schemas"]["Server"][];
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        RevisionList: {
            items: components["schemas"]["Revision"][];
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        RunList: {
            items: components["schemas"]["Run"][];
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        StepList: {
            items: components["schemas"]["Step"][];
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        SessionList: {
            items: components["schemas"]["Session"][];
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "items": [],
         *       "next_cursor": null
         *     }
         */
        CallList: {
            items: components["schemas"]["Call"][];
            next_cursor: string | null;
        };
    };
    responses: {
        /** @description Refused or failed */
        Failure: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /**
         * @description Id or name
         * @example srv_01j9qk3v5m7x
         */
        server: string;
        /** @example run_01j9qk3v5m7x */
        run: string;
        /** @example ses_01j9qk3v5m7x */
        session: string;
        /** @example call_01j9qk3v5m7x */
        call: string;
        /** @example echo */
        tool: string;
        limit: number;
        /** @description From next_cursor of the page before */
        cursor: string;
        /** @description Id or name */
        server_id: string;
        /** @description Only sessions that have not ended */
        live: boolean;
        /** @description Answer when it no longer launches */
        wait: "ready";
        offset: number;
        follow: boolean;
        last_event_id: number;
        /** @description Makes the request repeatable for 24 h */
        idempotency_key: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    isSignedIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in; Set-Cookie holds the cookie */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    doctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoctorReport"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    gateway: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayCounts"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    collectGarbage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true
                 *     }
                 */
                "application/json": {
                    /** @default false */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description What has gone or would */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HouseReport"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    addServer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable for 24 h */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewServer"];
            };
        };
        responses: {
            /** @description The answer to an earlier request with the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            /** @description Registered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    removeServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The removal has begun */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    serverTools: {
        parameters: {
            query?: {
                /** @example rev_01j9qk3v5m7x */
                revision?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tools */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    serverRevisions: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    serverVerifications: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    startVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable for 24 h */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewVerification"];
            };
        };
        responses: {
            /** @description The run that is active already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Started */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    listVerifications: {
        parameters: {
            query?: {
                /** @description Id or name */
                server_id?: components["parameters"]["server_id"];
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    runStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable for 24 h */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStep"];
            };
        };
        responses: {
            /** @description The run that is active already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Started */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getVerification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example run_01j9qk3v5m7x */
                id: components["parameters"]["run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    verificationSteps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example run_01j9qk3v5m7x */
                id: components["parameters"]["run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The steps */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    verificationLogs: {
        parameters: {
            query?: {
                offset?: components["parameters"]["offset"];
                follow?: components["parameters"]["follow"];
            };
            header?: {
                "Last-Event-ID"?: components["parameters"]["last_event_id"];
            };
            path: {
                /** @example run_01j9qk3v5m7x */
                id: components["parameters"]["run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogChunk"];
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    verificationEvents: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: components["parameters"]["last_event_id"];
            };
            path: {
                /** @example run_01j9qk3v5m7x */
                id: components["parameters"]["run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    cancelVerification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example run_01j9qk3v5m7x */
                id: components["parameters"]["run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Id or name */
                server_id?: components["parameters"]["server_id"];
                /** @description Only sessions that have not ended */
                live?: components["parameters"]["live"];
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request repeatable for 24 h */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description The answer to an earlier request with the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description It is launching */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getSession: {
        parameters: {
            query?: {
                /** @description Answer when it no longer launches */
                wait?: components["parameters"]["wait"];
            };
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    stopSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    renewSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    sessionTools: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tools */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    refreshSessionTools: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tools */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    executeTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
                /** @example echo */
                tool: components["parameters"]["tool"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewCall"];
            };
        };
        responses: {
            /** @description The call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    sessionLogs: {
        parameters: {
            query?: {
                offset?: components["parameters"]["offset"];
                follow?: components["parameters"]["follow"];
            };
            header?: {
                "Last-Event-ID"?: components["parameters"]["last_event_id"];
            };
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogChunk"];
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    sessionEvents: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: components["parameters"]["last_event_id"];
            };
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    sessionCalls: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    listCalls: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description From next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallList"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example call_01j9qk3v5m7x */
                id: components["parameters"]["call"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedServers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The records */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedServersWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The records */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedServerWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedLaunch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description taskArn, sessionId and status */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedLaunchWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description taskArn, sessionId and status */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedLaunchByBody: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description taskArn, sessionId and status */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedLaunchByBodyWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description taskArn, sessionId and status */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Status, endpoint and container */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedStatusWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Status, endpoint and container */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedStop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedStopWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    seedEndWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    seedEndSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    seedEndSessionWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses_01j9qk3v5m7x */
                id: components["parameters"]["session"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Failure"];
        };
    };
    seedExecute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description output */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedExecuteWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description output */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedReverify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record with runId */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedReverifyWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record with runId */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedVerify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record with runId */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    seedVerifyWithPrefix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id or name
                 * @example srv_01j9qk3v5m7x
                 */
                id: components["parameters"]["server"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record with runId */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failure"];
        };
    };
}
