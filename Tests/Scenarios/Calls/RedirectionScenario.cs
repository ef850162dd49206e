using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// A trunk answers 3xx: <c>alpha</c> redirects and may dial on by the voice routes, <c>beta</c> and <c>gamma</c> serve +49… .
/// </summary>
public abstract class RedirectionScenario : Scenario
{
    protected Party Gamma => Ladder["gamma"];

    protected void StartRedirecting(Func<string, Trunk, Trunk>? change = null, (string Number, string Destination)[]? numbers = null, string[]? plan = null, VoiceRoute[]? routes = null) => Start(new LadderSetup
    {
        Trunks = ["alpha", "beta", "gamma"],
        Numbers = numbers ?? [],
        Routes = routes ?? [Ladder.Route("^\\+1", plan ?? ["alpha"]), Ladder.Route("^\\+49", "beta", "gamma")],
        Trunk = (name, trunk) =>
        {
            var made = name == "alpha" ? trunk with { Follow3xx = true, Transit = true } : trunk;
            return change is null ? made : change(name, made);
        },
    });

    /// <summary>alpha has more places than the one it is called at.</summary>
    protected static Trunk WithNetwork(string name, Trunk trunk) => name != "alpha" ? trunk : trunk with
    {
        Authentication = trunk.Authentication with { Addresses = [.. trunk.Authentication.Addresses, SourceAddress.TryParse("10.0.2.0/29", out var network, out _) ? network : default] },
    };

    protected static void Redirects(Party who, int status, string contact, string headers = "")
    {
        who.Answers(who.Receives("INVITE"), status, headers: $"Contact: {contact}\n{headers}");
        who.Receives("ACK");
    }

    protected static PeerMessage Refuses(Party who, int status)
    {
        var invite = who.Receives("INVITE");
        who.Answers(invite, status);
        who.Receives("ACK");
        return invite;
    }

    protected void Talks(Party who, PeerMessage invite)
    {
        who.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        who.Receives("ACK");
        Sbc.Says(7);
        Assert.Equal([7], who.Heard);
        Ladder.HangUp(Sbc, who);
    }

    protected static NumberRule Rule(string pattern, string replacement) =>
        NumberRule.TryCreate(pattern, pattern, replacement, false, out var rule, out var why) ? rule : throw new ArgumentException(why, nameof(pattern));
}
