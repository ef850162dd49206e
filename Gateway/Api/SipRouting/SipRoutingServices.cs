using Telephony.Domain.Catalogue;
using Telephony.Domain.Trunks;

namespace Telephony.Api.SipRouting;

/// <summary>What the area works with.</summary>
/// <param name="Refresh">Takes over what was stored, before the answer: the next call is routed by it.</param>
/// <param name="CertificateWarning">How long before its end a certificate is expiring.</param>
public sealed record SipRoutingServices(ISipRoutingStore Store, CatalogueHolder Catalogue, TrunkBoard Trunks, Func<CancellationToken, Task> Refresh, TimeSpan CertificateWarning, TimeProvider Clock);
