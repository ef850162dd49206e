using Telephony.Calls.Interworking;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Events;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Endpoints;

/// <summary>The gateway itself as the other side of a call: what it plays, hears and does is up to the kind of end. Call loop only.</summary>
internal abstract class GatewayEnd(Call call)
{
    private static readonly CodecPolicy Spoken = new() { Order = CodecFormats.Convertible, ListedOnly = true };

    protected Call Call { get; } = call;

    /// <summary>Gets ready, and answers or refuses the call in its own time. For calls that came in.</summary>
    public abstract void Begin();

    /// <summary>The call is answered, or answers now: sound begins.</summary>
    public abstract void Answer();

    /// <summary>What can be spoken here, in the order that the trunk likes.</summary>
    public virtual CodecPolicy CodecsToward(Trunk trunk)
    {
        var policy = CodecPolicies.Of(trunk);
        return policy with { Order = [.. policy.Order.Where(IsSpoken), .. Spoken.Order.Where(codec => !policy.Order.Contains(codec, StringComparer.OrdinalIgnoreCase))], ListedOnly = true, FaxBitRate = 0 };

        static bool IsSpoken(string codec) => Spoken.Order.Contains(codec.Split('/')[0], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A later offer of the phone. Null: nothing of it can be spoken, and the old session stays.</summary>
    public virtual byte[]? Reanswer(SessionDescription offer) => Call.Bridge.ReanswerFromPolicy(offer, CodecsToward(Call.Near!.Trunk));   // it has just offered

    /// <summary>What was last agreed, as an offer to an INVITE that has none.</summary>
    public byte[]? Repeat() => Call.Near?.Media?.Sent is { } sent ? LegMedia.Write(sent) : [];

    /// <summary>The called phone rings, or makes other progress. Of a call that the gateway began.</summary>
    public virtual void OnProgress(SipMessage response)
    {
    }

    /// <summary>The session has changed: another codec, hold.</summary>
    public virtual void OnPlanChanged()
    {
    }

    public virtual void OnDigit(DtmfDigit digit, TimeSpan duration)
    {
    }

    public virtual void OnPlayEnded()
    {
    }

    /// <summary>The call is over.</summary>
    public virtual void OnEnded(CallCause cause)
    {
    }

    /// <summary>It is no end of the call any more: the call is over, or has gone on to somebody else.</summary>
    public abstract void Leave();

    /// <summary>Words the answer to leg A. Null: it was refused for want of a codec.</summary>
    protected byte[]? WordAnswer(CodecPolicy codecs)
    {
        if (Call.Bridge.AnswerFromPolicy(codecs) is { } description) return description;
        var missing = Call.Bridge.Caller.Offer is { } offer && CodecFormats.WhyNot(offer) is { } why ? $" {why}" : "";
        Call.Refuse(488, $"The offer has no codec that the gateway's own ends can speak.{missing}");
        return null;
    }
}
