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

    protected string[] TransferLines() =>
        [.. Ladder.Record.Trace.Where(static step => step.Rule == DecisionRule.Transfer).Select(static step => $"{step.Input} {step.Verdict}: {step.Detail}")];
}
