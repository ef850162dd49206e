using Telephony.Domain.Events;
using Telephony.Events.Subscriptions;
using Telephony.Identity.Tokens;

namespace Telephony.Api.Events;

/// <summary>What the area works with.</summary>
public sealed record EventServices(ServiceTokens Tokens, SubscriptionDirectory Subscriptions, IEventStore Store, TimeProvider Clock);
