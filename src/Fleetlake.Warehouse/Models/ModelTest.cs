namespace Fleetlake.Warehouse.Models;

/// <summary>A test that every partition of a model must pass.</summary>
/// <param name="Text">The test as its file says it.</param>
/// <param name="Line">Its line in the file, from 1.</param>
public abstract record ModelTest(string Text, int Line);

/// <summary>No row is without a value in any of the columns.</summary>
internal sealed record NotNullTest(string Text, int Line, IReadOnlyList<string> Columns) : ModelTest(Text, Line);

/// <summary>No two rows are equal in all of the columns.</summary>
internal sealed record UniqueTest(string Text, int Line, IReadOnlyList<string> Columns) : ModelTest(Text, Line);

/// <summary>The column is null or between the two numbers, both included.</summary>
internal sealed record BetweenTest(string Text, int Line, string Column, double Least, double Most) : ModelTest(Text, Line);

/// <summary>Every row with values in the columns has a row of a table that is read, within its window, with the same.</summary>
internal sealed record ReferencesTest(string Text, int Line, IReadOnlyList<string> Columns, string Table) : ModelTest(Text, Line);

/// <summary>The query gives no rows.</summary>
internal sealed record QueryTest(string Text, int Line, string Name, Template Sql) : ModelTest(Text, Line);
