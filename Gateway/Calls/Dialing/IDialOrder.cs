using Telephony.Calls.Legs;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Dialing;

/// <summary>What a search for a callee is made for: the call itself, or the transfer of one of its sides. Call loop only.</summary>
internal interface IDialOrder
{
    /// <summary>Normalised; empty: none.</summary>
    string Called { get; }

    /// <summary>Of the request that asked for it: what is sent has one less.</summary>
    int MaxForwards { get; }

    /// <summary>The numbers as the trunk wants them (DR-28, outbound lists).</summary>
    CallIdentity Outbound(Trunk trunk);

    byte[] RequestUri(Trunk trunk, InviteTarget target);

    /// <summary>Whatever crosses to the callee besides what the leg writes itself.</summary>
    void WriteHeaders(ref SipWriter writer, CalleeLeg leg);

    /// <summary>False: the record could not be written, and nothing may be sent.</summary>
    /// <param name="first">No attempt of this search was made before.</param>
    bool MayDial(bool first);

    /// <summary>The offer for a new leg, with its media opened. False with a sentence when there is no codec in common or no port left.</summary>
    bool PrepareOffer(CalleeLeg leg, out byte[] description, out string why);

    void OnCalleeProgress(CalleeLeg leg, Dialog? early, SipMessage response);

    void OnCalleeAnswered(CalleeLeg leg, SipMessage response);

    /// <summary>A trunk has redirected the call, and the search follows.</summary>
    void OnForwarded()
    {
    }

    /// <summary>Nothing is left to try, or an answer is final.</summary>
    /// <param name="response">The one that ended it; null when none did.</param>
    void OnExhausted(FinalAnswer final, SipMessage? response);

    /// <summary>The attempt has failed: its media goes.</summary>
    void Forget(CalleeLeg leg);
}
