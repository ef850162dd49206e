using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Rtp.Media;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;

namespace Telephony.Calls.EarlyDialogs;

/// <summary>
/// What each early dialog of the INVITE to leg B has answered to our offer, and which of them media follows: the last one that described itself, and in the end
/// the one that answered (DR-17). An answer given reliably is the answer of its dialog; descriptions that repeat it are passed over (RFC 6337 3.1). Call loop only.
/// </summary>
internal sealed class CalleeDialogs(Call call)
{
    /// <summary>What one early dialog has answered.</summary>
    /// <param name="Party">Numbers the remote parties of the leg, so that media of another one is not taken for its.</param>
    private sealed record Agreed(SessionDescription Answer, MediaPlan Plan, int Party, bool Reliable);

    /// <summary>The dialog that media follows; null before any description.</summary>
    public Dialog? Current { get; private set; }

    /// <summary>Its answer was reliable: there may be another offer before the 2xx (RFC 3311 5.1).</summary>
    public bool IsSettled => Current is { State: DialogState.Early, UserState: Agreed { Reliable: true } };

    /// <summary>A new attempt has no dialogs yet.</summary>
    public void Forget() => Current = null;

    /// <summary>The call talks: what each dialog has answered on the way is over.</summary>
    public void Settle()
    {
        if (Current is { State: not DialogState.Early } dialog) dialog.UserState = null;
    }

    /// <summary>A provisional response with news of media. False: it has none.</summary>
    public bool TryTakeProgress(CalleeLeg leg, Dialog? early, SipMessage response) =>
        early?.UserState is not Agreed { Reliable: true } && TryRead(leg, early, response, MediaTimeouts.Off, out _);

    /// <summary>The answer in the 2xx, or the one that its dialog has given before.</summary>
    public bool TryTakeAnswer(CalleeLeg leg, SipMessage response, out string why)
    {
        var limits = SilenceLimits.Of(leg.Trunk);
        var known = leg.Dialog?.UserState as Agreed;
        if (known is not { Reliable: true })
        {
            if (TryRead(leg, leg.Dialog, response, limits, out why)) return true;
            if (known is null || response.Body.Length > 0) return false;
        }
        why = "";
        // What was agreed since by UPDATE in the dialog that media follows stays.
        if (ReferenceEquals(leg.Dialog, Current)) leg.Media!.Watch(limits);   // it has answered
        else Follow(leg, leg.Dialog, known, limits);
        return true;
    }

    private bool TryRead(CalleeLeg leg, Dialog? dialog, SipMessage response, MediaTimeouts limits, out string why)
    {
        why = "no session description in the response";
        if (leg.Media is not { Sent: { } sent } || !MultipartBody.TryFindSdp(response, out var body, out _)) return false;
        if (!LegMedia.TryRead(body, out var answer, out why)) return false;
        var outcome = Answers.Accept(sent, answer!);
        if (outcome is not PlanOutcome.Agreed agreed)
        {
            why = ((PlanOutcome.Refused)outcome).Fault.ToSentence();
            return false;
        }
        var party = dialog?.UserState is Agreed before ? before.Party : ++leg.Parties;
        var now = new Agreed(answer!, agreed.Plan, party, IsReliable(response));
        if (dialog is not null) dialog.UserState = now;
        Follow(leg, dialog, now, limits);
        return true;
    }

    private void Follow(CalleeLeg leg, Dialog? dialog, Agreed agreed, MediaTimeouts limits)
    {
        Current = dialog;
        leg.EarlyDialog = dialog;
        leg.Party = agreed.Party;
        leg.Media!.Commit(agreed.Answer, agreed.Plan, limits, agreed.Party);   // it has answered our offer
        call.Bridge.Join(leg);
    }

    public static bool IsReliable(SipMessage response) => response.StatusCode < 200 && response.Has(HeaderName.RSeq) && response.Lists(HeaderName.Require, "100rel"u8);
}
