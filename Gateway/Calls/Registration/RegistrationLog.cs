using Microsoft.Extensions.Logging;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Calls.Registration;

internal static partial class RegistrationLog
{
    [LoggerMessage(3201, LogLevel.Information, "Registered with {Trunk} at {Registrar} for {Granted}")]
    public static partial void Registered(this ILogger logger, TrunkId trunk, HostPort registrar, TimeSpan granted);

    [LoggerMessage(3202, LogLevel.Warning, "Registration with {Trunk} is lost: {Status} {Reason}; calls to it wait for the next one")]
    public static partial void RegistrationLost(this ILogger logger, TrunkId trunk, int status, string reason);

    [LoggerMessage(3203, LogLevel.Warning, "Registration with {Trunk} at {Registrar} failed: {Status} {Reason}; it is tried again, later after each failure")]
    public static partial void RegistrationFailed(this ILogger logger, TrunkId trunk, HostPort registrar, int status, string reason);

    [LoggerMessage(3205, LogLevel.Information, "This gateway has the office of {Office} from now on")]
    public static partial void Elected(this ILogger logger, string office);

    [LoggerMessage(3206, LogLevel.Warning, "This gateway has the office of {Office} no more; another takes it within 10 s")]
    public static partial void ElectedNoMore(this ILogger logger, string office);

    [LoggerMessage(3207, LogLevel.Debug, "Who has the office of {Office} could not be seen: {Reason}")]
    public static partial void OfficeNotSeen(this ILogger logger, string office, string reason);

    [LoggerMessage(3204, LogLevel.Debug, "REGISTER from {Source} is refused: {Reason}")]
    public static partial void RegisterRefused(this ILogger logger, Net.Addresses.NetEndpoint source, string reason);
}
