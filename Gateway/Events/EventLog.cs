using Microsoft.Extensions.Logging;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Events;

/// <summary>Ids 6800 to 6849. Addresses without their query, which may be a secret; never an event's data.</summary>
internal static partial class EventLog
{
    [LoggerMessage(6801, LogLevel.Warning, "Events of subscription {Subscription} wait for the store: {Why}")]
    public static partial void StoreFailed(this ILogger logger, string subscription, string why);

    [LoggerMessage(6802, LogLevel.Information, "{Count} events were being delivered when the gateway last ended; they are sent again, under the same ids")]
    public static partial void SentAgain(this ILogger logger, int count);

    [LoggerMessage(6803, LogLevel.Information, "Subscription {Subscription} of {Resource}: {Place} agreed to be sent events")]
    public static partial void Agreed(this ILogger logger, ResourceId resource, string subscription, string place);

    [LoggerMessage(6804, LogLevel.Warning, "Subscription {Subscription} of {Resource}: {Place} has not agreed to be sent events ({State}): {Why}")]
    public static partial void NotAgreed(this ILogger logger, ResourceId resource, string subscription, string place, SubscriptionState state, string why);

    [LoggerMessage(6805, LogLevel.Warning, "Subscription {Subscription} of {Resource}: {Place} does not take events: {Why}; they are sent again later")]
    public static partial void TakesNot(this ILogger logger, ResourceId resource, string subscription, string place, string why);

    [LoggerMessage(6806, LogLevel.Information, "Subscription {Subscription} of {Resource} takes events again")]
    public static partial void TakesAgain(this ILogger logger, ResourceId resource, string subscription);

    [LoggerMessage(6807, LogLevel.Error, "{Count} events of subscription {Subscription} of {Resource} could not be delivered and are kept as dead letters ({Why}); \"events dead\" lists them")]
    public static partial void Dead(this ILogger logger, int count, ResourceId resource, string subscription, string why);
}
