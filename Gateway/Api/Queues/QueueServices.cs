using Telephony.Domain.Queues;
using Telephony.Ivr.Queues;

namespace Telephony.Api.Queues;

/// <summary>What the area works with.</summary>
public sealed record QueueServices(IRunningQueues Queues, IQueueStore Store, TimeProvider Clock);
