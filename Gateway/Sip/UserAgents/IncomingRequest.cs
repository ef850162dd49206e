using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>A request of the other side that is neither INVITE, ACK, BYE nor CANCEL, waiting for its answer. Loop thread only.</summary>
public sealed class IncomingRequest
{
    internal IncomingRequest() { }

    /// <summary>Valid until the final response was given.</summary>
    public SipMessage Request => throw new NotSupportedException();

    public SipSource Source => throw new NotSupportedException();

    /// <summary>Null outside a dialog.</summary>
    public Dialog? Dialog => throw new NotSupportedException();

    public ISipTap? Tap { get; set; }

    public bool IsAnswered => throw new NotSupportedException();

    /// <summary>A response without anything of the user's own. See <see cref="Respond{TState}"/>.</summary>
    public void Respond(int status) => throw new NotSupportedException();

    /// <param name="reason">Empty: the usual phrase.</param>
    /// <param name="headers">Writes more header lines.</param>
    /// <param name="contentType">Empty: no body.</param>
    public void Respond<TState>(
        int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) =>
        throw new NotSupportedException();
}
