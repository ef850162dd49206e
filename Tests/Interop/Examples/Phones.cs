using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>The example <c>phones.json</c>: baresip registers and calls out by a trunk.</summary>
[Trait("Machine", "alone")]
public sealed class Phones
{
    private const string Outside = "+14255550100";
    private const string Extension = "4711";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Baresip_calls_out_by_a_trunk(string transport)
    {
        await using var field = new Field();
        var carrier = await field.BaresipAsync(new BaresipPhone { User = Outside, ToneHertz = 900 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .TrunkFile("phones.json", Example.Read("phones.json"))
            .Trunk("carrier.example", trunk => trunk.At(carrier.Address).From(carrier.Address))
            .Route(@"^\+1425", "carrier.example"));
        var phone = await field.BaresipAsync(new BaresipPhone
        {
            User = Extension, AuthUser = Extension, AuthPassword = $"change-me-{Extension}", Registrar = gateway.Address, Transport = transport, ToneHertz = 1000,
        });
        await Until.TrueAsync(
            async () => await gateway.MetricAsync("telephony_registration_bindings") >= 1, TimeSpan.FromSeconds(20), () => $"The phone was to register. Log:\n{gateway.Process.Log}");
        await phone.Control.DialAsync($"sip:{Outside}@{gateway.Address};transport={transport}");
        await phone.Control.EstablishedAsync();
        await carrier.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await phone.Control.HangUpAsync();
        await carrier.Control.ClosedAsync();
        await phone.HeardAsync(900, s_heard);
        await carrier.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }
}
