using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sdp.Security;

namespace Telephony.Calls.Bridging;

/// <summary>Where SRTP decides about a call: the caller's offer, a refused offer of ours, and what the record says in the end.</summary>
internal static class LegSecurity
{
    /// <summary>False when the trunk's policy has nothing to take in the offer: said before anybody is called.</summary>
    public static bool TryTakeOffer(Leg leg, SessionDescription? offer, out string why)
    {
        why = "";
        if (offer is null) return true;
        var fault = Answers.Judge(offer, leg.Media!.Local.Security);     // open since the arrival
        if (fault is not (NegotiationFault.EncryptionRequired or NegotiationFault.NoCommonSuite or NegotiationFault.ProfileNotServed)) return true;
        why = fault.ToSentence();
        leg.Call.Trace.Add(DecisionRule.Media, leg.Trunk.Id.Value, DecisionVerdict.Refused, why);
        return false;
    }

    /// <summary>Whether a refusal of the offer that was just made is answered by one for plain RTP.</summary>
    public static bool MayFallBack(Leg leg) => leg.Media is { Local.Security: { Policy: SecurityPolicy.Prefer, Offers: true } };

    /// <summary>The trunk may have SRTP or not, and says that it cannot use what we asked for (RFC 3261 21.4.13, 21.4.26, 21.6.4).</summary>
    public static bool IsRefusal(CalleeLeg leg, AttemptOutcome outcome) =>
        leg.MayFallBackToPlain && outcome is AttemptOutcome.Rejected { StatusCode: 415 or 488 or 606 };

    /// <summary>The call is answered: both sides' protection goes into its trace, and what the trunks have shown is remembered.</summary>
    public static void Note(Call call)
    {
        if (!call.IsOwn) Note(call.A);
        if (call.B is { } callee) Note(callee);
    }

    /// <summary>The same for one side, whose answer came late.</summary>
    public static void Note(Leg leg)
    {
        var call = leg.Call;
        if (leg.Trunk.Srtp.Policy == SrtpPolicy.Off || leg.Media?.Plan is not { } plan) return;
        call.Trace.Add(DecisionRule.Media, leg.Trunk.Id.Value, DecisionVerdict.Accepted, plan.Security is { } agreed ? agreed.Suite.ToName() : "plain RTP");
        call.Services.Security.Note(leg.Trunk, plan.Security is not null, leg is CalleeLeg { RefusedEncryption: true });
    }
}
