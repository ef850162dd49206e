namespace Telephony.Peers.Agents;

/// <summary>Route blocks for Kamailio that tests and benchmarks share.</summary>
public static class KamailioRoutes
{
    /// <summary>Parameters for processes of the real-time class, the least of its priorities: 4 is all but the timers, policy 1 is <c>SCHED_RR</c>.</summary>
    public const string RealTime = "real_time=4\nrt_policy=1\nrt_prio=1";

    /// <summary>A stateful proxy with Record-Route that sends every new call to one place.</summary>
    /// <param name="target">A SIP URI, such as <c>sip:127.0.0.1:7060</c> or <c>sip:127.0.0.1:5061;transport=tls</c>.</param>
    public static string Proxy(string target) => Start + $$"""
            record_route();
            $du = "{{target}}";
            t_relay();
        }

        """;

    /// <summary>A stateful proxy that rings several places at once; the first answer wins, the rest are cancelled.</summary>
    public static string Fork(params ReadOnlySpan<string> targets)
    {
        var branches = string.Concat(targets[1..].ToArray().Select(static target => $"    append_branch(\"{target}\");\n"));
        return Start + $$"""
                record_route();
                $ru = "{{targets[0]}}";
            {{branches}}
                t_relay();
            }

            """;
    }

    /// <summary>A proxy with Record-Route in a chain: what comes from the one neighbour, <c>host:port</c>, goes to the first place, all else to the second.</summary>
    public static string Between(string neighbour, string fromNeighbour, string fromElsewhere) => Start + $$"""
            record_route();
            $var(from) = $si + ":" + $sp;
            if ($var(from) == "{{neighbour}}") $du = "{{fromNeighbour}}";
            else $du = "{{fromElsewhere}}";
            t_relay();
        }

        """;

    /// <summary>A carrier's registrar: REGISTER and calls must prove the password; calls go to the carrier's phone, and those of the phone to what is registered.</summary>
    public static string Registrar(string domain, string password, string phone) => Start + $$"""
            if (is_method("REGISTER")) {
                if (!pv_www_authenticate("{{domain}}", "{{password}}", "0")) { www_challenge("{{domain}}", "0"); exit; }
                save("location");
                exit;
            }
            record_route();
            $var(from) = $si + ":" + $sp;
            if ($var(from) == "{{phone}}") {
                if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
                t_relay();
                exit;
            }
            if (!pv_proxy_authenticate("{{domain}}", "{{password}}", "0")) { proxy_challenge("{{domain}}", "0"); exit; }
            consume_credentials();
            $ru = "sip:" + $rU + "@{{phone}}";
            t_relay();
        }

        """;

    /// <summary>Modules and parameters that <see cref="Registrar"/> needs.</summary>
    public const string RegistrarParameters = """
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        modparam("usrloc", "db_mode", 0)
        """;

    /// <summary>A server without room: OPTIONS are answered, calls get 503.</summary>
    public const string Unavailable = """
        request_route {
            if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
            if (is_method("INVITE")) { sl_send_reply("503", "Service Unavailable"); exit; }
            exit;
        }

        """;

    /// <summary>A server that is alive and says nothing to calls.</summary>
    public const string Silent = """
        request_route {
            if (is_method("OPTIONS")) sl_send_reply("200", "OK");
            exit;
        }

        """;

    /// <summary>The proxy with rtpengine in the media path, as in the reference for media figures.</summary>
    /// <param name="offer">What rtpengine makes of the caller's offer, in the words of <c>rtpengine_manage</c>.</param>
    public static string Anchor(string target, string offer = "replace-origin") => $$"""
        request_route {
            if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
            if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
            if (has_totag()) {
                if (loose_route()) {
                    if (is_method("BYE")) rtpengine_delete();
                    else if (has_body("application/sdp")) rtpengine_manage("replace-origin");
                    t_on_reply("ANSWER");
                    t_relay();
                    exit;
                }
                if (is_method("ACK") && t_check_trans()) t_relay();
                exit;
            }
            record_route();
            $du = "{{target}}";
            if (has_body("application/sdp")) rtpengine_manage("{{offer}}");
            t_on_reply("ANSWER");
            t_relay();
        }
        onreply_route[ANSWER] { if (has_body("application/sdp") && status =~ "(18[0-9]|2[0-9][0-9])") rtpengine_manage("replace-origin"); }

        """;

    /// <summary>Modules and parameters that <see cref="Anchor"/> needs.</summary>
    public static string AnchorParameters(int controlPort) => $"""
        loadmodule "rtpengine.so"
        modparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:{controlPort}")
        modparam("tm", "fr_timer", 5000)
        """;

    private const string Start = """
        request_route {
            if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
            if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
            if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK") && t_check_trans()) t_relay();
                exit;
            }

        """;
}
