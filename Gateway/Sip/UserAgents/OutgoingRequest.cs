using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>A request of ours other than INVITE, until its final response. Loop thread only.</summary>
public sealed class OutgoingRequest
{
    internal OutgoingRequest(SipMethod method, Dialog? dialog) => (Method, Dialog) = (method, dialog);

    public SipMethod Method { get; }

    /// <summary>Null outside a dialog.</summary>
    public Dialog? Dialog { get; }

    /// <summary>For the sender's own use.</summary>
    public object? State { get; set; }

    /// <summary>Where the present attempt went.</summary>
    public SipTarget Target { get; internal set; }

    /// <summary>Waits no longer and tells nobody; late responses are dropped.</summary>
    public void Abandon() => throw new NotSupportedException();
}
