namespace Telephony.Domain.Events;

/// <summary>Which events a subscription wants. Upper case counts as lower, as in the service's filters.</summary>
/// <param name="Types">Empty: all.</param>
/// <param name="SubjectBegins">Empty: any.</param>
/// <param name="SubjectEnds">Empty: any.</param>
public sealed record EventFilter(IReadOnlyList<string> Types, string SubjectBegins, string SubjectEnds)
{
    public static readonly EventFilter Everything = new([], "", "");

    public bool Takes(string type, string subject) =>
        (Types.Count == 0 || Types.Contains(type, StringComparer.OrdinalIgnoreCase))
        && subject.StartsWith(SubjectBegins, StringComparison.OrdinalIgnoreCase)
        && subject.EndsWith(SubjectEnds, StringComparison.OrdinalIgnoreCase);

    public bool Equals(EventFilter? other) => other is not null && Types.SequenceEqual(other.Types) && SubjectBegins == other.SubjectBegins && SubjectEnds == other.SubjectEnds;

    public override int GetHashCode() => HashCode.Combine(Types.Count, SubjectBegins, SubjectEnds);
}
