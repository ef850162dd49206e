using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>A request of the other side that is neither INVITE, ACK, BYE nor CANCEL, waiting for its answer. Loop thread only.</summary>
public sealed class IncomingRequest
{
    private readonly UserAgent _agent;
    private readonly ServerTransaction _transaction;
    private SipMessage? _request;
    private bool _kept;

    internal IncomingRequest(UserAgent agent, ServerTransaction transaction, SipMessage request, in SipSource source, Dialog? dialog)
    {
        (_agent, _transaction, _request, Source, Dialog, Method) = (agent, transaction, request, source, dialog, request.Method);
    }

    /// <summary>
    /// Valid until the final response was given. Ask for it anew when answering later: the object seen during
    /// <see cref="IUserAgentCore.OnRequest"/> is overwritten by the next message.
    /// </summary>
    public SipMessage Request => _request ?? throw new InvalidOperationException($"The {Method} was answered: its bytes are gone.");

    public SipMethod Method { get; }

    public SipSource Source { get; }

    /// <summary>Null outside a dialog.</summary>
    public Dialog? Dialog { get; }

    public ISipTap? Tap
    {
        get => _transaction.Tap;
        set => _transaction.Tap = value;
    }

    public bool IsAnswered => _request is null;

    /// <summary>A response without anything of the user's own. See <see cref="Respond{TState}"/>.</summary>
    public void Respond(int status) => Respond<object?>(status, default, null, null);

    /// <summary>Does nothing once <see cref="IsAnswered"/>.</summary>
    /// <param name="reason">Empty: the usual phrase.</param>
    /// <param name="headers">Writes more header lines.</param>
    /// <param name="contentType">Empty: no body.</param>
    public void Respond<TState>(
        int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default)
    {
        if (_request is not { } request) return;
        var isSuccess = status is >= 200 and < 300;
        var parts = new ResponseParts
        {
            Status = status,
            Reason = reason,
            HasContact = isSuccess && request.Method is SipMethod.Update or SipMethod.Subscribe or SipMethod.Notify or SipMethod.Refer,
            ContactUser = Dialog is null ? default : Dialog.ContactUser.Span,
            Common = _agent.ResponseLines(request.Method, status, Dialog?.Extensions ?? Extensions.All),
            ContentType = contentType,
            Body = body,
        };
        if (status >= 200)
        {
            _request = null;
            if (isSuccess && request.Method is SipMethod.Update or SipMethod.Subscribe or SipMethod.Refer) Dialog?.TakeTarget(request);
        }
        _agent.Reply(_transaction, request, Source, parts, headers, state);
    }

    /// <summary>The message it came in is about to be overwritten.</summary>
    internal void Keep()
    {
        if (_kept || _request is null) return;
        _kept = true;
        _request = _request.Detach();
    }
}
