using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Subscriptions;

/// <summary>
/// A REFER of ours in a dialog, and the subscription that it makes (RFC 3515 2.4.4): NOTIFYs, which may come before the 2xx, until one says <c>terminated</c> or
/// tells a final status. What ends it ends the dialog with it only where the peer says that it knows no such dialog. Loop thread only.
/// <code>
///   REFER ──► 2xx ──► NOTIFY 100, 180 … ──► NOTIFY 200 or 486 … terminated
/// </code>
/// </summary>
public sealed class OutgoingRefer : IResponseUser
{
    private readonly IReferUser _user;
    private readonly Dialog _dialog;
    private readonly byte[] _referTo;
    private readonly IReadOnlyList<byte[]> _referredBy;
    private readonly OutgoingRequest _request;
    private bool _accepted;
    private bool _told;        // a final status, or that there is none
    private bool _terminated;  // by either side

    private OutgoingRefer(Dialog dialog, IReferUser user, byte[] referTo, IReadOnlyList<byte[]> referredBy)
    {
        (_dialog, _user, _referTo, _referredBy) = (dialog, user, referTo, referredBy);
        _request = dialog.Send(SipMethod.Refer, this, WriteHeaders, this);
    }

    /// <param name="referTo">Value of Refer-To, such as <c>&lt;sip:+14255550123@gw.example;user=phone&gt;</c>.</param>
    /// <param name="referredBy">Values of Referred-By, one line each (RFC 3892).</param>
    public static OutgoingRefer Send(Dialog dialog, IReferUser user, byte[] referTo, IReadOnlyList<byte[]> referredBy) => new(dialog, user, referTo, referredBy);

    /// <summary>A NOTIFY of the same dialog. False when it is about another REFER, or nothing is left to be said: it is not answered then.</summary>
    public bool TryTake(IncomingRequest notify)
    {
        var message = notify.Request;
        if (_terminated || !EventView.IsRefer(message, out var id) || (id != 0 && id != _request.CSeq)) return false;
        var body = SipText.Trim(message.Body);
        var hasStatus = SipFragment.TryReadStatus(body, out var status);
        if (!hasStatus && !body.IsEmpty)
        {
            notify.Respond(400);
            return true;
        }
        _terminated = EventView.IsTerminated(message);
        notify.Respond(200);
        Accepted(quietly: false);
        if (hasStatus && !_told)
        {
            _told = status >= 200;
            _user.OnNews(this, status);
        }
        if (!_terminated || _told) return true;
        _told = true;
        _user.OnNewsEnded(this);
        return true;
    }

    /// <summary>Nobody waits for news any more; the peer is told so (RFC 3515 2.4.4), and its last NOTIFY is still taken. Tells the user nothing more.</summary>
    public void End()
    {
        var unknown = _accepted && !_told && !_terminated;
        _told = true;
        if (unknown && _dialog.State == DialogState.Confirmed) _dialog.Send(SipMethod.Subscribe, Unheard.Instance, WriteEnd, this);
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        if (response.StatusCode < 300) Accepted(quietly: SipText.Same(SipText.Trim(response.Header(HeaderName.ReferSub)), "false"u8));
        else Refused(response.StatusCode);
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure) => Refused(0);

    private void Accepted(bool quietly)
    {
        if (_accepted || _told) return;
        _accepted = true;
        (_told, _terminated) = (quietly, _terminated || quietly);
        _user.OnAccepted(this, quietly);
    }

    /// <summary>Where news has come, the response is wrong or was lost: the news counts.</summary>
    private void Refused(int status)
    {
        if (_accepted || _told) return;
        (_told, _terminated) = (true, true);
        _user.OnRefused(this, status);
    }

    private static void WriteHeaders(ref SipWriter writer, OutgoingRefer self)
    {
        writer.Header(HeaderName.ReferTo, self._referTo);
        foreach (var value in self._referredBy) writer.Header(HeaderName.ReferredBy, value);
    }

    private static void WriteEnd(ref SipWriter writer, OutgoingRefer self)
    {
        writer.Begin(HeaderName.Event);
        writer.Append("refer;id="u8);
        writer.Append(self._request.CSeq);
        writer.EndLine();
        writer.Header(HeaderName.Expires, 0);
    }

    /// <summary>Whatever is answered to it.</summary>
    private sealed class Unheard : IResponseUser
    {
        public static readonly Unheard Instance = new();

        public void OnResponse(OutgoingRequest request, SipMessage response)
        {
        }

        public void OnFailed(OutgoingRequest request, RequestFailure failure)
        {
        }
    }
}
