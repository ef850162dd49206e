using System.CommandLine;

namespace Telephony.Host.Commands;

/// <summary><c>telephony calls</c> and <c>telephony call ID</c>.</summary>
internal static class RecordCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [];
}
