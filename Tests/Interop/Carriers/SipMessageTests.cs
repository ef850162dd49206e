using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>Messages by SIP keep the contract of all carriers of messages, with Kamailio and SIPp at the far side.</summary>
public sealed class SipMessageContract : CarrierMessagesContract
{
    protected override async Task<IFarSide> StartAsync() => await SipCentre.StartAsync(Sink);
}

/// <summary>Text messages by SIP MESSAGE on a trunk, with SIPp at its other end.</summary>
public sealed class SipMessageTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task From_the_SDK_to_the_trunk_and_from_the_trunk_to_the_opt_out_list()
    {
        await using var field = new Field();
        var near = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-message") { Calls = 0 });
        var file = field.Work.Write("messaging.json", """{ "carriers": [ { "name": "far", "sip": { "trunk": "far.example" } }, { "name": "near", "sip": { "trunk": "near.example" } } ], "routes": [ { "carriers": ["far"] } ] }""");
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{near}").At($"127.0.0.1:{near}"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Setting("Messaging__File", file));

        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550190"), ("EXPECT", "202"))).Code);
        await Until.TrueAsync(async () => (await gateway.CommandAsync("messages", "--state", "delivered")).Contains("+14255550190", StringComparison.Ordinal), Soon, () => $"It was not delivered: {gateway.Process.Log}");

        var caller = await field.SippAsync(new SippRun("uac-message") { Port = near, Remote = gateway.Address, Called = "+12025550100" });
        await caller.SucceedsAsync();
        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550150"), ("EXPECT", "400"))).Code);       // who wrote STOP
        Assert.Empty(gateway.Complaints);
    }
}
