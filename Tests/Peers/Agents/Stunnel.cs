using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>TLS in front of a peer that has none: takes plain TCP on <see cref="Port"/> and speaks TLS to the target.</summary>
public sealed class Stunnel : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Stunnel(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<Stunnel> StartAsync(WorkFolder work, string target, Certificates certificates)
    {
        var port = Ports.Take();
        var config = work.Write($"stunnel-{port}.conf", $"""
            foreground = yes
            pid =
            [to-edge]
            client = yes
            accept = 127.0.0.1:{port}
            connect = {target}
            cert = {certificates.CertificateFile}
            key = {certificates.KeyFile}
            CAfile = {certificates.AuthorityFile}
            verifyChain = yes
            checkIP = 127.0.0.1

            """);
        var process = await ChildProcess.StartAsync("stunnel", "stunnel", [config], work.Path, TimeSpan.FromMinutes(2));
        await Ports.BoundAsync(port, process, tcp: true);
        return new Stunnel(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
