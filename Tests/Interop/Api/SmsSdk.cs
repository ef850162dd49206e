using Telephony.Interop.Calls;
using Telephony.Interop.Carriers;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official SMS SDKs against the gateway, and messages on their way to a message centre through kills and losses.</summary>
public sealed class SmsSdk
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Every_method_does_what_the_service_does()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });

        var (code, log) = await NodeScript.RunAsync("sms.mjs", gateway);

        Assert.True(code == 0, log);
        await Until.TrueAsync(async () => !(await MessagesAsync(gateway, "queued")).Contains('+', StringComparison.Ordinal), Soon, () => "Messages are still queued.");
        Assert.DoesNotContain("Hello", gateway.Process.Log);       // texts are not for the log
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Stop_is_honoured_and_answered_and_start_brings_them_back()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });

        await gateway.CommandAsync("messages", "inbound", "+14255550150", "+12025550100", " stop ");
        await Until.TrueAsync(async () => (await MessagesAsync(gateway, "sent")).Contains("+14255550150", StringComparison.Ordinal), Soon, static () => "STOP was not answered.");
        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550150"), ("EXPECT", "400"))).Code);

        await gateway.CommandAsync("messages", "inbound", "+14255550150", "+12025550100", "START");
        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550150"), ("EXPECT", "202"))).Code);
    }

    [Fact]
    public async Task A_kill_while_the_centre_is_silent_shows_the_doubt_and_sends_nothing_twice()
    {
        await using var field = new Field();
        await using var centre = await SmppCentre.StartAloneAsync();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Setting("Messaging__File", centre.MessagingFile()));
        await Until.TrueAsync(async () => await centre.BindsAsync() > 0, Soon, static () => "The gateway did not bind.");
        await centre.PostAsync("/hold", new { ms = 60_000 });      // takes messages and answers after the kill
        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550190"), ("EXPECT", "202"))).Code);
        await Until.TrueAsync(async () => (await centre.TakenAsync()).Count == 1, Soon, static () => "The centre did not get it.");

        gateway.Kill();
        await centre.PostAsync("/hold", new { ms = 0 });
        await gateway.RunAsync();

        await Until.TrueAsync(async () => (await MessagesAsync(gateway, "unknown")).Contains("+14255550190", StringComparison.Ordinal), Soon, static () => "The doubt is not shown.");
        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550195"), ("EXPECT", "202"))).Code);
        await Until.TrueAsync(async () => (await MessagesAsync(gateway, "delivered")).Contains("+14255550195", StringComparison.Ordinal) || (await MessagesAsync(gateway, "sent")).Contains("+14255550195", StringComparison.Ordinal), Soon, static () => "Messages do not go on.");
        Assert.Equal(["+14255550190", "+14255550195"], (await centre.TakenAsync()).Select(static taken => taken.To));
    }

    private static Task<string> MessagesAsync(GatewayProcess gateway, string state) => gateway.CommandAsync("messages", "--state", state);
}
