using Microsoft.Extensions.Logging;

namespace Telephony.Identity.Tokens;

/// <summary>Ids 4520 to 4559.</summary>
internal static partial class TokenLog
{
    [LoggerMessage(4520, LogLevel.Information, "Access tokens are signed with key {Key} from {From:u}")]
    public static partial void Made(this ILogger logger, string key, DateTimeOffset from);

    [LoggerMessage(4521, LogLevel.Information, "Key {Key} of access tokens is forgotten: the last token it signed has ended")]
    public static partial void Forgotten(this ILogger logger, string key);

    [LoggerMessage(4522, LogLevel.Warning, "The keys of access tokens could not be looked after, those known stay in use: {Why}")]
    public static partial void NotTended(this ILogger logger, string why);

    [LoggerMessage(4523, LogLevel.Warning, "Issuer {Issuer}: its configuration or keys cannot be fetched: {Why}")]
    public static partial void NoIssuer(this ILogger logger, string issuer, string why);
}
