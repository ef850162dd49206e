using Telephony.Domain.Identity;

namespace Telephony.Domain.Repeatability;

/// <summary>A request that its caller may send again until it has heard the answer (OASIS Repeatable Requests 1.0).</summary>
/// <param name="Scope">Whose ids these are: empty for holders of the resource's keys, else the user.</param>
/// <param name="Id">The caller's id of it.</param>
/// <param name="Fingerprint">32 bytes over method, address and body: what must be the same for it to be the same request.</param>
public sealed record RepeatableRequest(ResourceId Resource, string Scope, string Id, byte[] Fingerprint);

/// <summary>The answer to give again.</summary>
/// <param name="Headers">Name and value in turn.</param>
public sealed record RepeatableAnswer(int Status, string ContentType, IReadOnlyList<string> Headers, byte[] Body);
