using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>The console of linphone: the phone that has two calls and puts them through to each other. It has no sound here; the others judge what they hear.</summary>
public sealed class Linphone : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;
    private int _calls;

    private Linphone(ChildProcess process, int port) => (_process, Port) = (process, port);

    /// <summary>UDP and TCP.</summary>
    public int Port { get; }

    public ChildProcess Process => _process;

    public static async Task<Linphone> StartAsync(WorkFolder work)
    {
        var port = Ports.Take();
        var home = work.Folder($"linphone-{port}");
        Directory.CreateDirectory(Path.Combine(home, ".local", "share", "linphone"));
        var config = Path.Combine(home, "linphonerc");
        await File.WriteAllTextAsync(config, $"""
            [sip]
            sip_port={port}
            sip_tcp_port={port}
            sip_tls_port=0
            use_ipv6=0
            guess_hostname=0
            contact=sip:caller@127.0.0.1

            [video]
            enabled=0

            [rtp]
            audio_rtp_port={Ports.TakeBlock(2)}

            """);
        var process = await ChildProcess.StartAsync(
            "linphone", "linphonec", ["-c", config], home, TimeSpan.FromSeconds(110), new Dictionary<string, string> { ["HOME"] = home }, reads: true);
        await Ports.BoundAsync(port, process);
        await process.TellAsync("soundcard use files");
        await process.TellAsync("ipv6 disable");
        await process.SaysAsync("ipv6 use disabled", s_limit);
        return new Linphone(process, port);
    }

    /// <summary>Calls, and waits for the answer.</summary>
    /// <returns>The number by which its commands know the call.</returns>
    public async Task<int> CallAsync(string uri)
    {
        var call = ++_calls;
        await _process.TellAsync($"call {uri}");
        await _process.SaysAsync($"Media streams established with {uri} for call {call}", s_limit);
        return call;
    }

    /// <summary>Puts the call that it speaks in on hold.</summary>
    public async Task PauseAsync(int call)
    {
        await _process.TellAsync("pause");
        await Until.TrueAsync(() => _process.Log.Contains($"Call {call} with ", StringComparison.Ordinal) && _process.Log.Contains("is now paused.", StringComparison.Ordinal), s_limit, () => $"linphone did not pause call {call}. Log:\n{_process.Log}");
    }

    /// <summary>Attended transfer: REFER in the first call, with Replaces for the second.</summary>
    public Task TransferAsync(int call, int toCall) => _process.TellAsync($"transfer {call} --to-call {toCall}");

    /// <summary>NOTIFY has told it of the success.</summary>
    public Task TransferredAsync() => _process.SaysAsync("has been transfered", s_limit);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
