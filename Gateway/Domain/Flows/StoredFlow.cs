using Telephony.Domain.Identity;

namespace Telephony.Domain.Flows;

/// <summary>A call flow of a resource in the store, without its documents.</summary>
/// <param name="InForce">The version that new calls begin; 0: none.</param>
/// <param name="Latest">The highest version that was published; 0: none yet.</param>
/// <param name="DraftRevision">Counts the changes of the draft; 0: there is none.</param>
public sealed record StoredFlow(ResourceId Resource, string Name, int InForce, int Latest, int DraftRevision, DateTimeOffset ChangedAt);

/// <summary>What its designer is working on. It may have mistakes.</summary>
public sealed record FlowDraft(string Document, int Revision, DateTimeOffset ChangedAt, string By);

/// <summary>A version that was published: it never changes.</summary>
/// <param name="Document">Empty in lists.</param>
/// <param name="By">Who published it, as the audit log names callers; <c>command</c> at the command line.</param>
/// <param name="Note">What it changes, in the designer's words.</param>
public sealed record FlowVersion(ResourceId Resource, string Name, int Number, string Document, DateTimeOffset PublishedAt, string By, string Note);

/// <summary>What a flow is to be published from.</summary>
/// <param name="DraftRevision">The draft goes if it is still that one; 0: it stays.</param>
public sealed record FlowPublication(ResourceId Resource, string Name, string Document, string By, string Note, DateTimeOffset At, int DraftRevision);
