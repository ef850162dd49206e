using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Random offers and answers in INVITE, PRACK, UPDATE and re-INVITE, from either side, against the rules of RFC 3264 and 6337 (DR-18, section 10).</summary>
public class NegotiationModelTests : Scenario
{
    private const string Takes = "Supported: 100rel\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_offers_and_answers_keep_the_rules(int seed)
    {
        Start(new LadderSetup { Options = static options => options with { EndOnMediaTimeout = false } });
        var random = new Random(seed);
        var (caller, callee) = (new NegotiationModel(Sbc, random), new NegotiationModel(Alpha, random));
        Begin(caller, callee, random);
        for (var step = 0; step < 25; step++)
        {
            var (who, other) = random.Next(2) == 0 ? (caller, callee) : (callee, caller);
            switch (random.Next(6))
            {
                case 0:
                    Refresh(who, other, random);
                    break;
                case 1:
                    AskForOffer(who, other);
                    break;
                case 2 or 3:
                    Change(who, other, "UPDATE", random);
                    break;
                default:
                    Change(who, other, "INVITE", random);
                    break;
            }
        }
        Ladder.HangUp(Sbc, Alpha);
        Assert.True(caller.Seen > 5 && callee.Seen > 5);
    }

    /// <summary>INVITE, a reliable 183, PRACK with or without an offer, some UPDATEs, 200.</summary>
    private void Begin(NegotiationModel caller, NegotiationModel callee, Random random)
    {
        var offer = Sbc.Sdp("PCMU", "PCMA", "G722", "telephone-event");
        Sbc.Dials(Number, offer, Takes);
        var invite = Alpha.Receives("INVITE");
        callee.Sees(invite);
        callee.Agreed = callee.Answer(invite);
        Alpha.Answers(invite, 183, callee.Agreed, headers: "Require: 100rel\nRSeq: 1\n" + Takes);
        Alpha.Answers(Alpha.Receives("PRACK"), 200);
        var early = Sbc.Receives("183");
        caller.Sees(early, offer);
        caller.Agreed = offer;
        var again = random.Next(3) == 0 ? caller.Offer() : "";
        Sbc.Sends("PRACK", again, $"RAck: {early["RSeq"]} {early["CSeq"]}\n");
        Finish(caller, callee, again, random, "PRACK");
        for (var updates = random.Next(4); updates > 0; updates--)
        {
            var (who, other) = random.Next(2) == 0 ? (caller, callee) : (callee, caller);
            Change(who, other, "UPDATE", random);
        }
        Alpha.Answers(invite, 200, sdp: "");
        var answer = Sbc.Receives("200 INVITE");
        Assert.Empty(answer.Body);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
    }

    private void Change(NegotiationModel who, NegotiationModel other, string method, Random random)
    {
        var offer = who.Offer();
        who.Party.Sends(method, offer, method == "UPDATE" ? Takes : "");
        Finish(who, other, offer, random, method);
    }

    /// <summary>Whatever the other side is asked it answers by the rules, now and then with 488; the side that asked gets one final response.</summary>
    private void Finish(NegotiationModel who, NegotiationModel other, string offer, Random random, string method)
    {
        var theirs = Serve(other, random);
        var final = who.Party.Next() ?? throw Ladder.Failure($"{who.Party.Name} has no answer to its {method}.");
        Assert.Equal(method, final.Method);
        if (final.Status == 200 && method == "INVITE") who.Party.Acks(final);
        if (final.Status == 200 && offer.Length > 0)
        {
            who.Sees(final, offer);
            who.Agreed = offer;
            if (theirs is not null) other.Agreed = theirs;
        }
        else
        {
            Assert.Contains(final.Status, offer.Length == 0 ? [200] : new[] { 488, 500 });
        }
        Serve(other, random, always: true);   // what did not come about is taken back
    }

    private static string? Serve(NegotiationModel side, Random random, bool always = false)
    {
        string? said = null;
        while (side.Party.Next() is { } request)
        {
            if (request.Method == "ACK" || !request.IsRequest) continue;
            side.Sees(request);
            if (!always && random.Next(6) == 0)
            {
                side.Party.Answers(request, 488);
                side.Forgets();
                continue;
            }
            said = side.Answer(request);
            side.Party.Answers(request, 200, said, headers: Takes);
        }
        return said;
    }

    /// <summary>The same description again: it stays on its side unless the other one was told otherwise by an answer since.</summary>
    private void Refresh(NegotiationModel who, NegotiationModel other, Random random)
    {
        who.Party.Sends("INVITE", who.Agreed);
        Finish(who, other, who.Agreed, random, "INVITE");
    }

    private void AskForOffer(NegotiationModel who, NegotiationModel other)
    {
        who.Party.Sends("INVITE");
        var asked = other.Party.Receives("INVITE");
        Assert.Empty(asked.Body);
        var offer = other.Offer();
        other.Party.Answers(asked, 200, offer);
        var passed = who.Party.Receives("200 INVITE");
        who.Sees(passed);
        var answer = who.Answer(passed);
        who.Party.Acks(passed, answer);
        other.Sees(other.Party.Receives("ACK"), offer);
        (who.Agreed, other.Agreed) = (answer, offer);
    }
}
