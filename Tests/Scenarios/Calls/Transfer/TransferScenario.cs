using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>
/// A call from sbc to alpha, and beta as the target of transfers: +1 leads to alpha, +2 to beta.
/// </summary>
public abstract class TransferScenario : Scenario
{
    /// <summary>Number that leads to beta.</summary>
    protected const string Target = "+24255550177";

    protected Party T => Sbc;

    protected Party X => Alpha;

    protected Party Y => Beta;

    protected static LadderSetup Setup(Func<string, Trunk, Trunk>? change = null) => new()
    {
        Trunks = ["alpha", "beta"],
        Routes = [Ladder.Route(@"^\+1", "alpha"), Ladder.Route(@"^\+2", "beta")],
        Trunk = (name, trunk) => change is null ? trunk : change(name, trunk),
    };

    protected void StartConnected(Func<string, Trunk, Trunk>? change = null)
    {
        Start(Setup(change));
        Ladder.Connect();
    }

    /// <summary>Asks, and gets 202 with the first NOTIFY.</summary>
    protected void Refers(Party who, string to, string headers = "")
    {
        who.Sends("REFER", headers: $"Refer-To: {to}\n{headers}");
        who.Receives("202 REFER");
        Notified(who, 100);
    }

    /// <summary>The next message is a NOTIFY of this status; it is answered.</summary>
    protected static PeerMessage Notified(Party who, int status, int answer = 200)
    {
        var notify = who.Receives("NOTIFY");
        Assert.StartsWith($"SIP/2.0 {status} ", notify.Body, StringComparison.Ordinal);
        Assert.Equal("refer", notify["Event"].Split(';')[0]);
        Assert.Equal("message/sipfrag;version=2.0", notify["Content-Type"]);
        if (status >= 200) Assert.StartsWith("terminated;reason=", notify["Subscription-State"], StringComparison.Ordinal);
        else Assert.StartsWith("active;expires=", notify["Subscription-State"], StringComparison.Ordinal);
        who.Answers(notify, answer);
        return notify;
    }

    /// <summary>What each says, the other hears, and nobody else.</summary>
    protected void Talk(Party one, Party other, params Party[] silent)
    {
        foreach (var party in (Party[])[one, other, .. silent]) party.Heard.Clear();
        one.Says(0x11);
        other.Says(0x22);
        Assert.Equal([(byte)0x11], other.Heard);
        Assert.Equal([(byte)0x22], one.Heard);
        foreach (var party in silent) Assert.Empty(party.Heard);
    }

    /// <summary>An answered call from T to X, who both say in Allow what the test wants; empty: nothing.</summary>
    protected void StartConnected(string allowOfT, string allowOfX, Func<string, Trunk, Trunk>? change = null, string more = "")
    {
        Start(Setup(change));
        Connect(allowOfT, allowOfX, more);
    }

    protected void Connect(string allowOfT, string allowOfX, string more = "")
    {
        T.Dials(Number, headers: Allow(allowOfT));
        X.Answers(X.Receives("INVITE"), 200, headers: Allow(allowOfX) + more);
        T.Acks(T.Receives("200 INVITE"));
        X.Receives("ACK");
    }

    private static string Allow(string methods) => methods.Length == 0 ? "" : $"Allow: {methods}\n";

    /// <summary>Who says so can finish a transfer.</summary>
    protected const string Able = "INVITE, ACK, CANCEL, BYE, UPDATE, REFER, NOTIFY";

    /// <summary>The sides of the only call, or of the one that began last: the caller's and the callee's.</summary>
    protected async Task<(LegId Near, LegId Far)> SidesAsync()
    {
        var list = Ladder.Calls.ListAsync(CancellationToken.None);
        Ladder.Clock.RunUntilIdle();
        var call = (await list)[^1];
        return (call.Sides[0].Leg, call.Sides[^1].Leg);
    }

    /// <summary>What a controller commands.</summary>
    protected Task<TransferOutcome> Commands(LegId leg, TransferGoal goal, string? referredBy = null)
    {
        var outcome = Ladder.Calls.TransferAsync(new TransferCommand(leg, goal) { ReferredBy = referredBy }, CancellationToken.None);
        Ladder.Clock.RunUntilIdle();
        return outcome;
    }

    protected static TransferGoal To(string number) => new TransferGoal.Somebody(new Address.E164(PhoneNumber.Parse(number)));

    /// <summary>News of a REFER, which the gateway takes.</summary>
    protected void News(Party who, int status, string state = "active;expires=60", string id = "")
    {
        who.Sends("NOTIFY", $"SIP/2.0 {status} Whatever\r\n", $"Event: refer{id}\nSubscription-State: {state}\nContent-Type: message/sipfrag\n");
        who.Receives("200 NOTIFY");
    }

    /// <summary>The gateway hangs up both.</summary>
    protected void HungUp(params Party[] parties)
    {
        foreach (var party in parties) party.Answers(party.Receives("BYE"), 200);
    }

    protected string[] TransferLines() =>
        [.. Ladder.Record.Trace.Where(static step => step.Rule == DecisionRule.Transfer).Select(static step => $"{step.Input} {step.Verdict}: {step.Detail}")];
}
