using Telephony.Api.Errors;
using Telephony.Api.Pipeline;

namespace Telephony.Api.SipRouting;

/// <summary>Why a configuration cannot be: in the service's codes, which its clients turn into the name of a field.</summary>
internal sealed record RoutingFault(string Code, string Target, string Why)
{
    public ApiAnswer Answer => ApiErrors.Unprocessable("UnprocessableConfiguration", $"{Target}: {Why}.", Target, Code);
}
