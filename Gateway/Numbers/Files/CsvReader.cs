using System.Text;

namespace Telephony.Numbers.Files;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal readonly record struct CsvRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>Reads RFC 4180: quoted fields may hold commas, doubled quotes and line breaks. CRLF, LF and a byte-order mark are taken; empty lines are skipped.</summary>
internal static class CsvReader
{
    /// <param name="fault">Called for text behind a closing quote and for a quote that never closes; the record is left out.</param>
    public static IEnumerable<CsvRecord> Read(string text, Action<int, string> fault)
    {
        var (at, line) = (text.StartsWith('\uFEFF') ? 1 : 0, 1);
        while (at < text.Length)
        {
            var (fields, start, good) = (new List<string>(), line, true);
            while (true)
            {
                var field = at < text.Length && text[at] == '"' ? Quoted(text, ref at, ref line, out var why) : Bare(text, ref at, out why);
                if (why is not null && good)
                {
                    fault(start, why);
                    good = false;
                }
                fields.Add(field);
                if (at >= text.Length || text[at] != ',') break;
                at++;
            }
            if (at < text.Length && text[at] == '\r') at++;
            if (at < text.Length && text[at] == '\n') at++;
            line++;
            if (good && !(fields.Count == 1 && fields[0].Length == 0)) yield return new CsvRecord(start, fields);
        }
    }

    private static string Bare(string text, ref int at, out string? why)
    {
        var from = at;
        while (at < text.Length && text[at] is not (',' or '\r' or '\n')) at++;
        var field = text[from..at];
        why = field.Contains('"') ? "a quote stands inside of a field that is not quoted" : null;
        return field;
    }

    private static string Quoted(string text, ref int at, ref int line, out string? why)
    {
        var field = new StringBuilder();
        why = "a quote is never closed";
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                if (at + 1 >= text.Length || text[at + 1] != '"')
                {
                    at++;
                    why = null;
                    break;
                }
                at++;
            }
            else if (c == '\n') line++;
            field.Append(c);
        }
        if (why is null && at < text.Length && text[at] is not (',' or '\r' or '\n'))
        {
            why = "text stands behind a closing quote";
            while (at < text.Length && text[at] is not (',' or '\r' or '\n')) at++;
        }
        return field.ToString();
    }
}
