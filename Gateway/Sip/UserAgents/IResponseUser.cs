using Telephony.Sip.Messages;

namespace Telephony.Sip.UserAgents;

/// <summary>Hears how a request other than INVITE ends. Called on the loop; messages are valid only during the call.</summary>
public interface IResponseUser
{
    void OnProvisional(OutgoingRequest request, SipMessage response) { }

    /// <summary>The final response, whatever its class.</summary>
    void OnResponse(OutgoingRequest request, SipMessage response);

    /// <summary>There was none.</summary>
    void OnFailed(OutgoingRequest request, RequestFailure failure);
}
