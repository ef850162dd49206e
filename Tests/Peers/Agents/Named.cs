using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>BIND's name server with one zone, <c>sip.test</c>, on loopback. Every question asked of it is in its log.</summary>
public sealed class Named : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;
    private readonly WorkFolder _work;
    private int _serial = 1;

    private Named(ChildProcess process, WorkFolder work, int port) => (_process, _work, Port) = (process, work, port);

    public int Port { get; }

    /// <summary>As name servers are written in settings.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The questions so far, such as <c>big.sip.test IN SRV</c>, with <c>over TCP</c> behind those that came so.</summary>
    public IReadOnlyList<string> Questions =>
    [
        .. _process.Log.Split('\n').Where(line => line.Contains(" query: ", StringComparison.Ordinal)).Select(line =>
        {
            var words = line[(line.IndexOf(" query: ", StringComparison.Ordinal) + 8)..].Split(' ');
            return string.Join(' ', words[..3]) + (words[3].Contains('T', StringComparison.Ordinal) ? " over TCP" : "");
        }),
    ];

    /// <param name="records">Lines of a zone file; names without a dot at the end lie below <c>sip.test</c>.</param>
    public static async Task<Named> StartAsync(WorkFolder work, string records)
    {
        var port = Ports.Take();
        WriteZone(work, 1, records);
        var config = work.Write("named.conf", $$"""
            options {
                directory "{{work.Path}}";
                pid-file none;
                session-keyfile none;
                listen-on port {{port}} { 127.0.0.1; };
                listen-on-v6 { none; };
                recursion no;
                dnssec-validation no;
                querylog yes;
                notify no;
            };
            controls { };
            zone "sip.test" { type primary; file "sip.test.zone"; };
            """);
        var process = await ChildProcess.StartAsync("named", "/usr/sbin/named", ["-g", "-n", "1", "-c", config], work.Path, TimeSpan.FromMinutes(2));
        try
        {
            await process.SaysAsync("all zones loaded", Patience);
            return new Named(process, work, port);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces the zone and returns when the server serves it.</summary>
    public async Task ServeAsync(string records)
    {
        WriteZone(_work, ++_serial, records);
        _process.Signal(PosixSignalNumber.HangUp);
        await _process.SaysAsync($"loaded serial {_serial}", Patience);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static void WriteZone(WorkFolder work, int serial, string records) =>
        work.Write("sip.test.zone", $"$ORIGIN sip.test.\n$TTL 60\n@ IN SOA ns hostmaster {serial} 3600 600 86400 20\n@ IN NS ns\nns IN A 127.0.0.1\n{records}\n");
}
