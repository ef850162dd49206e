using Telephony.Peers.Agents;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Peers;

/// <summary>The load's two ends through Kamailio: every call is answered, its ports are known, both ends agree on the end.</summary>
[Trait("Machine", "alone")]
public sealed class LoadProof : IDisposable
{
    private readonly WorkFolder _work = new();

    [Fact]
    public async Task A_hundred_calls_are_held_and_ended()
    {
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var proxy = await Kamailio.StartAsync(_work, KamailioRoutes.Proxy($"sip:127.0.0.1:{calleePort}"));
        await using var ends = new LoadEnds(proxy.Address, callerPort, calleePort);
        var calls = await ends.DialAsync(100, 200, 30000, TimeSpan.FromSeconds(5));
        Assert.All(calls, static call => Assert.True(call.Answered));
        Assert.All(calls, static call => Assert.Equal((call.CalleeMediaPort, call.CallerMediaPort), (call.TowardCallee, call.TowardCaller)));
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(5));
        Assert.All(calls, static call => Assert.True(call is { HungUp: true, CalleeGotBye: true }));
    }

    public void Dispose() => _work.Dispose();
}
