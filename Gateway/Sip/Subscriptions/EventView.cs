using Telephony.Sip.Messages;

namespace Telephony.Sip.Subscriptions;

/// <summary>Event and Subscription-State of a message about a REFER (RFC 3515 2.4.6, RFC 6665 8.2).</summary>
public static class EventView
{
    /// <summary>Whether the message is about a REFER; the id is the CSeq of that REFER, 0 when none is named.</summary>
    public static bool IsRefer(SipMessage message, out uint id)
    {
        id = 0;
        var value = message.Header(HeaderName.Event);
        var semicolon = value.IndexOf((byte)';');
        if (!SipText.Same(SipText.Trim(semicolon < 0 ? value : value[..semicolon]), "refer"u8)) return false;
        if (semicolon >= 0 && ParamReader.TryGet(value[semicolon..], "id"u8, out var digits) && SipText.TryNumber(digits, uint.MaxValue, out var number)) id = (uint)number;
        return true;
    }

    /// <summary>The sender says that nothing more will come. A NOTIFY without the header goes on.</summary>
    public static bool IsTerminated(SipMessage notify)
    {
        var value = notify.Header(HeaderName.SubscriptionState);
        var semicolon = value.IndexOf((byte)';');
        return SipText.Same(SipText.Trim(semicolon < 0 ? value : value[..semicolon]), "terminated"u8);
    }

    /// <summary>How long it goes on without another word, in seconds; null when it does not say.</summary>
    public static int? Expires(SipMessage notify)
    {
        var value = notify.Header(HeaderName.SubscriptionState);
        var semicolon = value.IndexOf((byte)';');
        return semicolon >= 0 && ParamReader.TryGet(value[semicolon..], "expires"u8, out var digits) && SipText.TryNumber(digits, 86_400, out var seconds) ? (int)seconds : null;
    }
}
