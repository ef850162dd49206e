using Telephony.Domain.Flows;
using Telephony.Ivr.Library;

namespace Telephony.Api.Flows;

/// <summary>What the area works with.</summary>
/// <param name="Catalogue">What new calls may begin.</param>
public sealed record FlowDesignServices(FlowPublisher Publisher, FlowCatalogueHolder Catalogue, IFlowHistoryStore History, TimeProvider Clock);
