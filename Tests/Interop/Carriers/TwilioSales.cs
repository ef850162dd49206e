using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Twilio.Numbers;
using Telephony.Twilio.Rest;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>Numbers of a Twilio account by the official SDK and our API, through a kill: prism checks what Twilio is asked, its stand-in counts what it sold.</summary>
public sealed class TwilioSales(TwilioMock mock) : IClassFixture<TwilioMock>
{
    private const string First = "+14255550190";
    private const string Second = "+14255550191";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Numbers_are_bought_once_through_a_kill_configured_released_and_compared()
    {
        await mock.PostAsync("/reset");
        await using var field = new Field();
        var ports = GatewayPorts.Take(400);
        var file = field.Work.Write("messaging.json", $$"""
            { "carriers": [ { "name": "twilio", "twilio": { "accountSid": "{{TwilioMock.AccountSid}}", "authToken": "{{TwilioMock.AuthToken}}", "publicUrl": "http://127.0.0.1:{{ports.Http}}", "baseAddress": "{{mock.Address}}", "sellsNumbers": true, "answerSeconds": 2 } } ] }
            """);
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Setting("Messaging__File", file), ports);

        var (code, log) = await NodeScript.RunAsync("numbers-buy.mjs", gateway);
        Assert.True(code == 0, log + gateway.Process.Log);
        var bought = Assert.Single((await mock.GetAsync("/numbers")).EnumerateArray());
        Assert.Equal((First, $"http://127.0.0.1:{ports.Http}/carriers/twilio/message"), (bought.GetProperty("phone_number").GetString(), bought.GetProperty("sms_url").GetString()?.Split('#')[0]));
        Assert.True(Guid.TryParseExact(bought.GetProperty("friendly_name").GetString(), "N", out _), "The order's id stays with the number.");
        Assert.Contains("1.15 USD", (await gateway.CommandAsync("numbers", "list")).Split('\n').First(static line => line.Contains(First, StringComparison.Ordinal)), StringComparison.Ordinal);

        // Sold, and the gateway dies before it hears of it.
        await mock.PostAsync("/hold", new { ms = 60_000, what = "POST /2010-04-01/Accounts" });
        var variables = new Dictionary<string, string> { ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["QUANTITY"] = "1", ["AREAS"] = "425" };
        await using var buyer = await NodeScript.StartAsync("numbers-buyer.mjs", [], variables, reads: true);
        await Until.TrueAsync(async () => await SalesAsync(Second) == 1, Soon, () => $"It was not ordered.\n{buyer.Log}{gateway.Process.Log}");
        await buyer.TellAsync("stop");
        gateway.Kill();
        await mock.PostAsync("/hold", new { ms = 0 });
        await gateway.RunAsync();
        Assert.True(await buyer.ExitAsync(Soon) == 0, buyer.Log + gateway.Process.Log);
        Assert.Equal((1, 1), (await SalesAsync(First), await SalesAsync(Second)));

        (code, log) = await NodeScript.RunAsync("numbers-release.mjs", gateway, "default", ("NUMBER", First));
        Assert.True(code == 0, log + gateway.Process.Log);
        Assert.Equal([Second], (await mock.GetAsync("/numbers")).EnumerateArray().Select(static owned => owned.GetProperty("phone_number").GetString()));
        Assert.Contains("twilio: 1 numbers are ours there, 1 of the inventory are from there, 0 orders are open.", await gateway.CommandAsync("numbers", "reconcile"), StringComparison.Ordinal);

        // Somebody buys one by hand: our book and Twilio's differ.
        using var account = new TwilioAccount(mock.Options(""), TimeProvider.System);
        await new TwilioNumbers(mock.Options(""), account).BuyAsync(new CarrierOrder("by hand", PhoneNumber.Parse("+14255550192"), "US", NumberType.Geographic), TestContext.Current.CancellationToken);
        var differ = await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.CommandAsync("numbers", "reconcile", "--carrier", "twilio"));
        Assert.Contains("+14255550192 is ours there and not in the inventory", differ.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TwilioMock.AuthToken, gateway.Process.Log, StringComparison.Ordinal);

        async Task<int> SalesAsync(string number) => (await mock.GetAsync("/sales")).EnumerateArray().Count(sold => sold.GetString() == number);
    }
}
