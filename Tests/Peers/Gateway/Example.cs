using Telephony.Peers.Processes;

namespace Telephony.Peers.Gateway;

/// <summary>
/// A file or folder of <c>sbc-config/examples</c> as it ships, with the test's addresses, ports and names in place of its own. A change that finds nothing to change
/// fails, so that test and example cannot part.
/// </summary>
public static class Example
{
    private static string Root => Path.Combine(Repository.Root, "sbc-config", "examples");

    /// <summary>The text of one file, such as <c>carrier-udp.json</c>.</summary>
    public static string Read(string name, params ReadOnlySpan<(string Shipped, string Here)> changes)
    {
        var text = File.ReadAllText(Path.Combine(Root, name));
        foreach (var (shipped, here) in changes)
        {
            if (!text.Contains(shipped, StringComparison.Ordinal)) throw new InvalidOperationException($"The example {name} does not contain '{shipped}' any more.");
            text = text.Replace(shipped, here, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Copies the files of a folder, each change made wherever it occurs, and returns where they are; <c>{folder}</c> in a change becomes that place.</summary>
    public static string Copy(WorkFolder work, string folder, params ReadOnlySpan<(string Shipped, string Here)> changes)
    {
        var into = work.Folder(folder + "-" + Ports.Take());
        var found = new HashSet<string>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Root, folder)))
        {
            var text = File.ReadAllText(path);
            foreach (var (shipped, here) in changes)
            {
                if (!text.Contains(shipped, StringComparison.Ordinal)) continue;
                text = text.Replace(shipped, here.Replace("{folder}", into, StringComparison.Ordinal), StringComparison.Ordinal);
                found.Add(shipped);
            }

            File.WriteAllText(Path.Combine(into, Path.GetFileName(path)), text);
        }

        foreach (var (shipped, _) in changes)
        {
            if (!found.Contains(shipped)) throw new InvalidOperationException($"No file of the example {folder} contains '{shipped}' any more.");
        }

        return into;
    }
}
