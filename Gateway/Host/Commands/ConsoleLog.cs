using Microsoft.Extensions.Logging;

namespace Telephony.Host.Commands;

/// <summary>The log on the console, one line per event, times in UTC: text for people, or JSON for a collector.</summary>
internal static class ConsoleLog
{
    private const string Timestamp = "yyyy-MM-dd HH:mm:ss.fff ";

    public static void Add(ILoggingBuilder logging, bool json)
    {
        // What the frameworks say of themselves; the section Logging may ask for more.
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);
        // With it, each request has an activity and a scope of its own that nobody reads: traces have theirs without, and failures are told by ours and the server's log.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (json)
        {
            logging.AddJsonConsole(static console => (console.UseUtcTimestamp, console.TimestampFormat, console.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ", true));
            return;
        }
        logging.AddSimpleConsole(static console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Timestamp));
    }
}
