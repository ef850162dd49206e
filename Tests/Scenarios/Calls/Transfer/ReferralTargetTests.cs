using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>What a REFER of ours says, which way it goes, and how two calls of the gateway are put through to each other (DR-33, DR-35).</summary>
public class ReferralTargetTests : TransferScenario
{
    private static readonly string Opaque = string.Concat(Enumerable.Range(0, 40).Select(static i => $"Ab-{i:00}_%2F~."));

    [Fact]
    public async Task A_number_stands_at_the_service_host_with_its_parameters_byte_for_byte()
    {
        Assert.True(Opaque.Length >= 400);
        var refer = await ReferAsync(new TransferGoal.Somebody(new Address.E164(PhoneNumber.Parse(Target))) { Parameters = $";x-m={Opaque};x-t=Kq%3D%3D" }, $"<sip:gw.example;x-ti={Opaque}>");
        Assert.Equal($"<sip:{Target}@10.0.0.1:5060;user=phone;x-m={Opaque};x-t=Kq%3D%3D>", refer["Refer-To"]);
        Assert.Equal($"<sip:gw.example;x-ti={Opaque}>", refer["Referred-By"]);
    }

    [Fact]
    public async Task Or_at_the_trunks_own_name()
    {
        var refer = await ReferAsync(To(Target), change: static trunk => trunk with { Transfer = new TrunkTransfer(ReferTo: ReferHost.Trunk) });
        Assert.Equal($"<sip:{Target}@10.0.2.1:5060;user=phone>", refer["Refer-To"]);
    }

    [Fact]
    public async Task It_goes_by_the_trunks_number_rules()
    {
        var rule = NumberRule.Create("national", @"^\+2(.*)$", "0$1");
        var refer = await ReferAsync(To(Target), change: trunk => trunk with { NumberRules = NumberRuleLists.None with { OutboundCalled = [rule] } });
        Assert.Equal("<sip:04255550177@10.0.0.1:5060;user=phone>", refer["Refer-To"]);
    }

    [Fact]
    public async Task A_SIP_address_is_left_as_it_is()
    {
        var refer = await ReferAsync(new TransferGoal.Somebody(new Address.SipUri("queue@pbx.example:5070")) { Parameters = ";x-m=1;transport=tls" });
        Assert.Equal("<sip:queue@pbx.example:5070;x-m=1;transport=tls>", refer["Refer-To"]);
    }

    [Fact]
    public async Task A_SIP_address_at_a_trunk_is_called_there_by_the_gateway()
    {
        StartConnected();
        var outcome = Commands((await SidesAsync()).Near, new TransferGoal.Somebody(new Address.SipUri("queue@beta.example")) { Parameters = ";x-m=1" });
        var invite = Y.Receives("INVITE");
        Assert.Equal("sip:queue@beta.example;x-m=1", invite.RequestUri);
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        Assert.IsType<TransferOutcome.Failed>(await outcome);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task A_SIP_address_that_is_at_no_trunk_is_not_called()
    {
        StartConnected();
        var outcome = await Commands((await SidesAsync()).Near, new TransferGoal.Somebody(new Address.SipUri("queue@elsewhere.example")));
        Assert.Equal(404, Assert.IsType<TransferOutcome.Failed>(outcome).Status);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task It_follows_the_route_set_of_the_dialog()
    {
        const string Routes = "Record-Route: <sip:10.0.2.1:5060;lr;hop=2>\nRecord-Route: <sip:outer.example;lr;hop=1>\n";
        StartConnected("", Able, more: Routes.Replace("outer.example", "10.0.2.1:5060", StringComparison.Ordinal));
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        Assert.Equal(["<sip:10.0.2.1:5060;lr;hop=1>", "<sip:10.0.2.1:5060;lr;hop=2>"], refer.All("Route").SelectMany(static line => line.Split(',', StringSplitOptions.TrimEntries)));
        Assert.Equal("sip:alpha@10.0.2.1:5060", refer.RequestUri);
        X.Answers(refer, 202);
        News(X, 200, "terminated;reason=noresource");
        HungUp(X, T);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_calls_to_one_trunk_are_put_through_by_REFER_with_Replaces(bool replaces)
    {
        var (first, second) = await TwoAsync(replaces ? "Supported: replaces\n" : "", "alpha");
        var outcome = Commands(first.Far, new TransferGoal.SideOf(second.Far));
        if (!replaces)
        {
            HungUp(T, T);   // the gateway does it
            Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
            X.Sends("BYE");
            X.Receives("200 BYE");
            HungUp(X);
            return;
        }
        var refer = X.Receives("REFER");
        Assert.StartsWith("<sip:alpha@10.0.2.1:5060?Replaces=", refer["Refer-To"], StringComparison.Ordinal);
        Assert.Equal(_replaced, Uri.UnescapeDataString(refer["Refer-To"].Split("Replaces=")[1].TrimEnd('>')));
        X.Resume(_lines[0]);
        X.Answers(refer, 202);
        News(X, 100);
        X.Resume(_lines[1]);
        X.Sends("BYE");   // replaced
        X.Receives("200 BYE");
        HungUp(T);
        X.Resume(_lines[0] with { CSeq = 120 });
        News(X, 200, "terminated;reason=noresource");
        HungUp(X, T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Refer), await outcome);
    }

    [Fact]
    public async Task Two_calls_to_two_trunks_are_put_through_by_the_gateway()
    {
        var (first, second) = await TwoAsync("Supported: replaces\n", "beta");
        var outcome = Commands(first.Far, new TransferGoal.SideOf(second.Far));
        HungUp(T, T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Talk(X, Y);
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public async Task A_call_is_put_through_to_a_caller_who_hears_an_announcement()
    {
        Start(Setup() with { Numbers = [("+19995550100", "echo")] });
        Y.Dials("+19995550100");
        Y.Acks(Y.Receives("200 INVITE"));
        var waits = await SidesAsync();
        Ladder.Wait(0.01);   // calls are listed by the time they began
        Connect("", "");
        var outcome = Commands((await SidesAsync()).Far, new TransferGoal.SideOf(waits.Near));
        HungUp(T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Talk(X, Y);
        Ladder.HangUp(Y, X);
    }

    private readonly List<Party.Line> _lines = [];
    private string _replaced = "";

    /// <summary>Two calls of T: one to alpha, one to the trunk that is named. Both say REFER.</summary>
    private async Task<((Domain.Identity.LegId Near, Domain.Identity.LegId Far) First, (Domain.Identity.LegId Near, Domain.Identity.LegId Far) Second)> TwoAsync(string more, string to)
    {
        StartConnected("", Able, more: more);
        var first = await SidesAsync();
        _lines.Add(X.Park());
        T.Park();
        Ladder.Wait(0.01);   // calls are listed by the time they began
        var other = Ladder[to];
        T.Dials(to == "alpha" ? Number : Target);
        other.Answers(other.Receives("INVITE"), 200, headers: $"Allow: {Able}\n{more}");
        T.Acks(T.Receives("200 INVITE"));
        other.Receives("ACK");
        var line = other.Park();
        _lines.Add(line);
        _replaced = $"{line.Invite!.CallId};to-tag={line.Tag};from-tag={line.Invite.FromTag}";
        other.Resume(line);
        if (to != "alpha") X.Resume(_lines[0]);
        return (first, await SidesAsync());
    }

    /// <summary>The REFER that a command makes; it is refused for good then.</summary>
    private async Task<PeerMessage> ReferAsync(TransferGoal goal, string? referredBy = null, Func<Trunk, Trunk>? change = null)
    {
        StartConnected("", Able, (name, trunk) => (name == "alpha" && change is not null ? change(trunk) : trunk) is var changed ? changed with { Transfer = changed.Transfer with { Refer = ReferPolicy.Refer } } : trunk);
        var outcome = Commands((await SidesAsync()).Far, goal, referredBy);
        var refer = X.Receives("REFER");
        X.Answers(refer, 603);
        Assert.Equal(603, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        Talk(T, X);
        Ladder.HangUp(T, X);
        return refer;
    }
}
