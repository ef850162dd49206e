using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>One Kamailio with a route block of the test's own. Folder, ports and modules are filled in here.</summary>
public sealed class Kamailio : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private readonly string _folder;

    private Kamailio(ChildProcess process, string folder, int port, int tlsPort) => (_process, _folder, Port, TlsPort) = (process, folder, port, tlsPort);

    /// <summary>UDP and TCP.</summary>
    public int Port { get; }

    public int TlsPort { get; }

    public string Address => $"127.0.0.1:{Port}";

    public ChildProcess Process => _process;

    /// <summary>Starts with the fast allocator (Debian's default is a debugging one that costs six times as much).</summary>
    /// <param name="routes">The <c>request_route</c> and kin.</param>
    /// <param name="tls">Certificates to serve and to present; null leaves TLS out.</param>
    /// <param name="parameters">More <c>loadmodule</c> and <c>modparam</c> lines.</param>
    public static async Task<Kamailio> StartAsync(
        WorkFolder work, string routes, Certificates? tls = null, string parameters = "", int workers = 1, int port = 0, int? core = null, TimeSpan? limit = null, int tlsPort = 0)
    {
        port = port == 0 ? Ports.Take() : port;
        tlsPort = tlsPort == 0 ? Ports.Take() : tlsPort;
        var folder = work.Folder($"kamailio-{port}");
        var config = Path.Combine(folder, "kamailio.cfg");
        await File.WriteAllTextAsync(config, Config(folder, port, tlsPort, tls, parameters, workers) + routes);
        if (tls is not null) await File.WriteAllTextAsync(Path.Combine(folder, "tls.cfg"), TlsConfig(tls));
        var process = await ChildProcess.StartAsync(
            "kamailio", "kamailio",
            ["-f", config, "-x", "fm", "-X", "fm", "-m", "2048", "-M", "16", "-DD", "-E", "-P", Path.Combine(folder, "kamailio.pid"), "-Y", folder],
            folder, limit ?? TimeSpan.FromMinutes(3), core: core);
        await Ports.BoundAsync(port, process, tcp: true);
        await Ports.BoundAsync(port, process);
        return new Kamailio(process, folder, port, tlsPort);
    }

    /// <summary>Starts the <c>kamailio.cfg</c> of a folder as it is. It listens on UDP <paramref name="port"/>, and on TLS <paramref name="tlsPort"/> unless that is 0.</summary>
    public static async Task<Kamailio> StartExampleAsync(string folder, int port, int tlsPort)
    {
        var process = await ChildProcess.StartAsync(
            "kamailio", "kamailio",
            [
                "-f", Path.Combine(folder, "kamailio.cfg"), "-w", folder, "-x", "fm", "-X", "fm", "-m", "256", "-M", "16", "-DD", "-E", "-P", Path.Combine(folder, "kamailio.pid"), "-Y", folder,
                "--loadmodule=ctl.so", $"--modparam=ctl:binrpc:s:unix:{Control(folder)}",
            ],
            folder, TimeSpan.FromMinutes(3));
        await Ports.BoundAsync(port, process);
        if (tlsPort != 0) await Ports.BoundAsync(tlsPort, process, tcp: true);
        return new Kamailio(process, folder, port, tlsPort);
    }

    /// <summary>Puts an A record into its DNS cache: a name of the test, which no name server knows.</summary>
    public Task KnowsAsync(string name, string address = "127.0.0.1") => CommandAsync("dns.add_a", name, "36000", address, "0");

    /// <summary>Runs an RPC command of one started by <see cref="StartExampleAsync"/>, such as <c>dispatcher.list</c>, and returns what it printed.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        await using var command = await ChildProcess.StartAsync("kamcmd", "kamcmd", ["-s", "unix:" + Control(_folder), .. words], _folder, TimeSpan.FromSeconds(10));
        var code = await command.ExitAsync(TimeSpan.FromSeconds(15));
        return code == 0 ? command.Log : throw new InvalidOperationException($"kamcmd {string.Join(' ', words)} ended with {code}:\n{command.Log}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Signal(PosixSignalNumber.Terminate);      // the first process ends its workers; a kill would orphan them
        try
        {
            await _process.ExitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            // DisposeAsync below ends the whole tree.
        }

        await _process.DisposeAsync();
    }

    private static string Control(string folder) => Path.Combine(folder, "ctl.sock");

    private static string Config(string folder, int port, int tlsPort, Certificates? tls, string parameters, int workers) => $"""
        #!KAMAILIO
        debug=1
        log_stderror=yes
        children={workers}
        tcp_children=1
        auto_aliases=no
        enable_tls={(tls is null ? "no" : "yes")}
        listen=udp:127.0.0.1:{port}
        listen=tcp:127.0.0.1:{port}
        {(tls is null ? "" : $"listen=tls:127.0.0.1:{tlsPort}")}
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "kex.so"
        loadmodule "corex.so"
        {(tls is null ? "" : $"loadmodule \"tls.so\"\nmodparam(\"tls\", \"config\", \"{folder}/tls.cfg\")")}
        {parameters}

        """;

    private static string TlsConfig(Certificates tls) => $"""
        [server:default]
        method = TLSv1.2+
        private_key = {tls.KeyFile}
        certificate = {tls.CertificateFile}
        ca_list = {tls.AuthorityFile}
        verify_certificate = no
        require_certificate = no
        [client:default]
        method = TLSv1.2+
        private_key = {tls.KeyFile}
        certificate = {tls.CertificateFile}
        ca_list = {tls.AuthorityFile}
        verify_certificate = yes
        require_certificate = yes

        """;
}
