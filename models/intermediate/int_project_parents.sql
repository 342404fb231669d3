-- Projects printed over their own sub-projects (通用项目 › 购买服务 › 购买中介机构审计服务), with nothing
-- but the amounts to tell: read from below, a row is a parent if the leaves right under it add up to
-- it; where the table describes its projects, only a row without a description can be one. Believed
-- only where the leaves that remain add up to the total over them: that of the table, or of a unit.
with recursive figures as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        project_name,
        amount_yuan,
        min(column_no) over (partition by document_id, table_no) as first_column
    from {{ ref('int_figures') }}
    where subject = 'project' and amount_yuan is not null

),

descriptions as (

    select distinct
        cells.document_id,
        cells.table_no,
        cells.row_no
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_columns') }} as columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    where columns.role = 'text' and columns.subject = 'project' and length(cells.text_key) >= 4

),

totals as (

    select
        figures.document_id,
        figures.table_no,
        figures.row_no,
        figures.amount_yuan,
        descriptions.row_no is not null as is_described,
        figures.project_name is null or regexp_matches(figures.project_name, '^(合|总|小)计$') as is_total
    from figures
    left join descriptions
        on
            figures.document_id = descriptions.document_id
            and figures.table_no = descriptions.table_no
            and figures.row_no = descriptions.row_no
    where figures.column_no = figures.first_column

),

sections as (

    select
        *,
        count(*) filter (where is_total) over (partition by document_id, table_no order by row_no) as section_no
    from totals
    union all
    select
        *,
        0 as section_no
    from totals

),

lines as (

    select
        document_id,
        table_no,
        section_no,
        row_no,
        amount_yuan,
        is_described,
        first_value(amount_yuan) over from_above as section_yuan,
        row_number() over from_above = 1 as is_opener,
        row_number() over (partition by document_id, table_no, section_no order by row_no desc) as nth_from_below
    from sections
    window from_above as (partition by document_id, table_no, section_no order by row_no)

),

walk as (

    select
        document_id,
        table_no,
        section_no,
        row_no,
        section_yuan,
        nth_from_below,
        [amount_yuan] as leaves,
        false as is_parent
    from lines
    where nth_from_below = 1 and not is_opener
    union all
    select
        lines.document_id,
        lines.table_no,
        lines.section_no,
        lines.row_no,
        lines.section_yuan,
        lines.nth_from_below,
        case
            when not lines.is_described and {{ begins_with_sum('walk.leaves', 'lines.amount_yuan') }} then walk.leaves
            else list_prepend(lines.amount_yuan, walk.leaves)
        end as leaves,
        not lines.is_described and {{ begins_with_sum('walk.leaves', 'lines.amount_yuan') }} as is_parent
    from walk
    inner join lines
        on
            walk.document_id = lines.document_id
            and walk.table_no = lines.table_no
            and walk.section_no = lines.section_no
            and walk.nth_from_below + 1 = lines.nth_from_below
    where not lines.is_opener

),

proved as (

    select
        document_id,
        table_no,
        section_no
    from walk
    group by all
    having list_sum(max_by(leaves, nth_from_below)) = any_value(section_yuan)

),

parents as (

    select distinct
        walk.document_id,
        walk.table_no,
        walk.row_no
    from walk
    inner join proved
        on
            walk.document_id = proved.document_id
            and walk.table_no = proved.table_no
            and walk.section_no = proved.section_no
    where walk.is_parent

)

select * from parents
