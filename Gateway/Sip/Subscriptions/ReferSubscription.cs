using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Subscriptions;

/// <summary>
/// Tells the sender of a REFER how it goes (RFC 3515 2.4.4, RFC 6665 4.2): 202, then NOTIFYs in the dialog of the REFER, one at a time and the newest news first to
/// go, the last with <c>terminated</c>. A NOTIFY that fails ends this subscription and nothing else (RFC 5057 5.1). Loop thread only.
/// </summary>
public sealed class ReferSubscription : IResponseUser
{
    /// <summary>Seconds that the subscription lasts unless it ends before: longer than any search for a callee.</summary>
    private const int ExpiresSeconds = 300;

    private readonly IncomingRequest _refer;
    private readonly Dialog _dialog;
    private readonly uint _id;
    private readonly bool _wanted;
    private byte[]? _next;
    private bool _final;
    private bool _sending;
    private bool _over;

    /// <param name="refer">Not answered yet.</param>
    /// <param name="dialog">Where it came.</param>
    /// <param name="first">No other REFER came in this dialog before: then its events need no id (RFC 3515 2.4.6).</param>
    public ReferSubscription(IncomingRequest refer, Dialog dialog, bool first)
    {
        (_refer, _dialog) = (refer, dialog);
        var request = refer.Request;
        CSeq = request.CSeqNumber;
        _id = first ? 0 : CSeq;
        _wanted = !SipText.Same(SipText.Trim(request.Header(HeaderName.ReferSub)), "false"u8);
    }

    /// <summary>Of the REFER: the id by which its events are known.</summary>
    public uint CSeq { get; }

    /// <summary>The last NOTIFY is out, or the subscription was ended by the other side.</summary>
    public bool IsOver => _over || _final;

    /// <summary>202. Without a wish for events (RFC 4488) that is all; else the first NOTIFY says 100.</summary>
    public void Accept()
    {
        if (_wanted)
        {
            _refer.Respond(202);
            Tell(100);
            return;
        }
        _refer.Respond(202, default, static (ref SipWriter writer, int _) => writer.Header(HeaderName.ReferSub, "false"u8), 0);
        _over = true;
    }

    /// <summary>No transfer: a final response and no subscription.</summary>
    public void Refuse(int status)
    {
        _over = true;
        _refer.Respond(status);
    }

    /// <summary>News: from 200 on the last. Does nothing after that.</summary>
    /// <param name="reason">Empty: the usual phrase.</param>
    public void Tell(int status, ReadOnlySpan<byte> reason = default)
    {
        if (IsOver) return;
        _next = SipFragment.Write(status, reason);
        _final = status >= 200;
        Send();
    }

    /// <summary>SUBSCRIBE for this subscription in its dialog (RFC 3515 2.4.4): prolonged, or ended by Expires 0.</summary>
    public void OnSubscribe(IncomingRequest subscribe)
    {
        var ends = SipText.Same(SipText.Trim(subscribe.Request.Header(HeaderName.Expires)), "0"u8);
        subscribe.Respond(200, default, static (ref SipWriter writer, int seconds) => writer.Header(HeaderName.Expires, seconds), ends ? 0 : ExpiresSeconds);
        if (!ends || IsOver) return;
        _final = true;
        _next = [];
        Send();
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        _sending = false;
        if (response.StatusCode >= 300) Stop();
        else Send();
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure)
    {
        _sending = false;
        Stop();
    }

    private void Stop()
    {
        _over = true;
        _next = null;
    }

    private void Send()
    {
        if (_over || _sending || _next is not { } body) return;
        if (_dialog.State is DialogState.Ending or DialogState.Ended)
        {
            Stop();
            return;
        }
        _next = null;
        _sending = true;
        if (_final) _over = true;
        _dialog.Send(SipMethod.Notify, this, WriteState, this, body.Length == 0 ? default : SipFragment.ContentType, body);
    }

    private static void WriteState(ref SipWriter writer, ReferSubscription self)
    {
        writer.Begin(HeaderName.Event);
        writer.Append("refer"u8);
        if (self._id != 0)
        {
            writer.Append(";id="u8);
            writer.Append(self._id);
        }
        writer.EndLine();
        writer.Begin(HeaderName.SubscriptionState);
        if (self._final)
        {
            writer.Append("terminated;reason=noresource"u8);
        }
        else
        {
            writer.Append("active;expires="u8);
            writer.Append(ExpiresSeconds);
        }
        writer.EndLine();
    }
}
