-- Projects printed over their own sub-projects (通用项目 › 购买服务 › 购买中介机构审计服务), with nothing
-- but the amounts to tell: read from below, a row is a parent if the leaves right under it add up to
-- it. Believed only where the leaves that remain add up to the total over them.
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

-- a row without a project (合计, a unit, a type) opens a section, and is its total
sections as (

    select
        document_id,
        table_no,
        row_no,
        project_name,
        amount_yuan,
        count(*) filter (where project_name is null or regexp_matches(project_name, '^(合|总|小)计$')) over (
            partition by document_id, table_no order by row_no
        ) as section_no
    from figures
    where column_no = first_column

),

lines as (

    select
        document_id,
        table_no,
        section_no,
        row_no,
        amount_yuan,
        first_value(amount_yuan) over (
            partition by document_id, table_no, section_no order by row_no
        ) as section_yuan,
        row_number() over (partition by document_id, table_no, section_no order by row_no desc) as nth_from_below,
        row_number() over (partition by document_id, table_no, section_no order by row_no) = 1 as is_opener
    from sections
    where section_no > 0

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
            when {{ begins_with_sum('walk.leaves', 'lines.amount_yuan') }} then walk.leaves
            else list_prepend(lines.amount_yuan, walk.leaves)
        end as leaves,
        {{ begins_with_sum('walk.leaves', 'lines.amount_yuan') }} as is_parent
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

    select
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
