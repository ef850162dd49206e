using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>A redirect server as a trunk: SIPp answers 302, and the call goes on where it says.</summary>
public sealed class Redirections
{
    [Fact]
    public async Task A_number_at_the_gateway_goes_by_the_voice_routes_and_the_caller_is_told_181()
    {
        await using var field = new Field();
        var (nearPort, redirectPort) = (Ports.Take(), Ports.Take());
        var good = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Setup(nearPort, redirectPort, good.Address));
        var redirects = await field.SippAsync(new SippRun("uas-302") { Port = redirectPort, Keys = new Dictionary<string, string> { ["contact"] = $"sip:+4930111@{gateway.Address}" } });
        await field.CallAsync(gateway, nearPort, new SippRun("uac-forwarded") { Pause = TimeSpan.FromMilliseconds(300) }, good);
        await redirects.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_strangers_address_is_not_called()
    {
        await using var field = new Field();
        var (nearPort, redirectPort) = (Ports.Take(), Ports.Take());
        var stranger = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Setup(nearPort, redirectPort, stranger.Address));
        var redirects = await field.SippAsync(new SippRun("uas-302") { Port = redirectPort, Keys = new Dictionary<string, string> { ["contact"] = "sip:+4930111@stranger.example" } });
        await field.CallAsync(gateway, nearPort, new SippRun("uac-480"), redirects);
        Assert.Equal(0, stranger.Figures.Received);
        await Field.EndsCleanAsync(gateway);
    }

    private static GatewaySetup Setup(int nearPort, int redirectPort, string good) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
        .Trunk("redirects.example", trunk => trunk.At($"127.0.0.1:{redirectPort}").With("follow3xx", true))
        .Trunk("good.example", trunk => trunk.At(good))
        .Route(@"^\+1", "redirects.example")
        .Route(@"^\+49", "good.example");
}
