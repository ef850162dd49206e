using Telephony.Peers.Agents;
using Telephony.Peers.Captures;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>
/// The gateway and its peers of one test. What it starts, it ends, last first. <see cref="EndsCleanAsync"/> is the last line of a good test:
/// no call is left and the gateway has complained of nothing.
/// </summary>
public sealed class Field : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();

    public WorkFolder Work { get; } = new();

    /// <summary>Two trunks, everything from near goes to far: enough for most tests.</summary>
    public static GatewaySetup Between(int nearPort, string far) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}", $"[::1]:{nearPort}").At($"127.0.0.1:{nearPort}"))
        .Trunk("far.example", trunk => trunk.At(far))
        .Route(@"^\+", "far.example");

    public async Task<GatewayProcess> GatewayAsync(GatewaySetup setup, GatewayPorts? ports = null) => Owns(await GatewayProcess.StartAsync(Work, setup, ports));

    public async Task<Sipp> SippAsync(SippRun run) => Owns(await Sipp.StartAsync(Work, run));

    public async Task<Baresip> BaresipAsync(BaresipPhone phone) => Owns(await Baresip.StartAsync(Work, phone));

    public async Task<Linphone> LinphoneAsync(LinphonePhone? phone = null) => Owns(await Linphone.StartAsync(Work, phone ?? new LinphonePhone()));

    public async Task<Kamailio> KamailioAsync(string routes, Certificates? tls = null, int tlsPort = 0, string parameters = "", int port = 0) => Owns(await Kamailio.StartAsync(Work, routes, tls, parameters, port: port, tlsPort: tlsPort));

    public async Task<Capture> CaptureAsync() => Owns(await Capture.StartAsync(Work, "udp"));

    public T Owns<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Push(started);
        return started;
    }

    public static async Task EndsCleanAsync(GatewayProcess gateway)
    {
        await gateway.HasNoCallAsync();
        Assert.Empty(gateway.Complaints);
    }

    /// <summary>A call from SIPp to SIPp across the gateway that must go well.</summary>
    public async Task CallAsync(GatewayProcess gateway, int nearPort, SippRun caller, Sipp callee)
    {
        var near = await SippAsync(caller with { Port = nearPort, Remote = caller.V6 ? gateway.AddressV6 : gateway.Address });
        await near.SucceedsAsync();
        await callee.SucceedsAsync();
    }

    /// <summary>All four ways a call between two sides can go: who calls, and who hangs up.</summary>
    public static IReadOnlyList<(bool First, bool CallerHangsUp)> AllWays { get; } = [(true, true), (true, false), (false, true), (false, false)];

    /// <summary>A call between two phones, which may have had others before: answered, talked in, hung up by one, closed at both.</summary>
    public static async Task TalkAsync(Baresip caller, Baresip callee, string uri, bool callerHangsUp, Func<Task> talk)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{caller.Uri} calls {uri}; the {(callerHangsUp ? "caller" : "callee")} hangs up.");
        foreach (var phone in (Baresip[])[caller, callee]) phone.Control.Forget();
        await caller.Control.DialAsync(uri);
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await talk();
        await (callerHangsUp ? caller : callee).Control.HangUpAsync();
        await caller.Control.ClosedAsync();
        await callee.Control.ClosedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _started.OfType<GatewayProcess>()) TestContext.Current.TestOutputHelper?.WriteLine($"Gateway at {gateway.Address}:\n{gateway.Process.Log}");
        while (_started.TryPop(out var last)) await last.DisposeAsync();
        Work.Dispose();
    }
}
