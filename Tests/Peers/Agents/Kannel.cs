using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>Kannel's bearerbox, bound to a message centre as a client, with an smsbox in front that takes messages by HTTP. Each message is a file in its spool before the answer.</summary>
public sealed class Kannel : IAsyncDisposable
{
    private readonly ChildProcess _bearer;
    private readonly ChildProcess _sms;

    private Kannel(ChildProcess bearer, ChildProcess sms, int port) => (_bearer, _sms, Port) = (bearer, sms, port);

    /// <summary>Of <c>/cgi-bin/sendsms?username=bench&amp;password=bench&amp;from=…&amp;to=…&amp;text=…</c>.</summary>
    public int Port { get; }

    public TimeSpan CpuTime => _bearer.CpuTime + _sms.CpuTime;

    public IReadOnlyList<int> Pids => [_bearer.Pid, _sms.Pid];

    public string Log => _bearer.Log + _sms.Log;

    /// <param name="window">submit_sm without an answer.</param>
    public static async Task<Kannel> StartAsync(WorkFolder work, int centre, string password, int window, int? core = null)
    {
        var (admin, box, http, spool) = (Ports.Take(), Ports.Take(), Ports.Take(), work.Folder("kannel-spool"));
        var file = work.Write("kannel.conf", $"""
            group = core
            admin-port = {admin}
            admin-interface = 127.0.0.1
            admin-password = bench
            smsbox-port = {box}
            box-deny-ip = "*.*.*.*"
            box-allow-ip = "127.0.0.1"
            dlr-storage = internal
            store-type = spool
            store-location = "{spool}"

            group = smsc
            smsc = smpp
            smsc-id = centre
            host = 127.0.0.1
            port = {centre}
            transceiver-mode = true
            smsc-username = kannel
            smsc-password = {password}
            system-type = ""
            interface-version = 34
            msg-id-type = 0x00
            max-pending-submits = {window}
            source-addr-ton = 1
            source-addr-npi = 1
            dest-addr-ton = 1
            dest-addr-npi = 1

            group = smsbox
            bearerbox-host = 127.0.0.1
            sendsms-port = {http}
            sendsms-interface = 127.0.0.1

            group = sendsms-user
            username = bench
            password = bench
            max-messages = 1

            """);
        var bearer = await ChildProcess.StartAsync("bearerbox", "/usr/sbin/bearerbox", ["-v", "3", file], work.Path, TimeSpan.FromMinutes(20), core: core);
        await Ports.BoundAsync(box, bearer, tcp: true);
        var sms = await ChildProcess.StartAsync("smsbox", "/usr/sbin/smsbox", ["-v", "3", file], work.Path, TimeSpan.FromMinutes(20), core: core);
        await Ports.BoundAsync(http, sms, tcp: true);
        return new Kannel(bearer, sms, http);
    }

    public async ValueTask DisposeAsync()
    {
        await _sms.DisposeAsync();
        await _bearer.DisposeAsync();
    }
}
