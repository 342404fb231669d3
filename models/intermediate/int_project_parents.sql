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

-- two equal amounts below each other are a project and its only sub-project, or two projects: each
-- reading is tried
readings as (

    select unnest(['any', 'never_alone', 'alternating']) as reading

),

walk as (

    select
        lines.document_id,
        lines.table_no,
        lines.section_no,
        readings.reading,
        lines.row_no,
        lines.section_yuan,
        lines.nth_from_below,
        [lines.amount_yuan] as leaves,
        'leaf' as kind
    from lines
    cross join readings
    where lines.nth_from_below = 1 and not lines.is_opener
    union all
    select
        document_id,
        table_no,
        section_no,
        reading,
        row_no,
        section_yuan,
        nth_from_below,
        case when kind = 'leaf' then list_prepend(amount_yuan, leaves) else leaves end as leaves,
        kind
    from (
        select
            lines.document_id,
            lines.table_no,
            lines.section_no,
            walk.reading,
            lines.row_no,
            lines.section_yuan,
            lines.nth_from_below,
            lines.amount_yuan,
            walk.leaves,
            case
                when lines.is_described then 'leaf'
                when {{ summed_count('walk.leaves', 'lines.amount_yuan') }} = 0 then 'leaf'
                when {{ summed_count('walk.leaves', 'lines.amount_yuan') }} > 1 or walk.kind = 'many' then 'many'
                when walk.reading = 'any' then 'alone'
                when walk.reading = 'alternating' and walk.kind = 'leaf' then 'alone'
                else 'leaf'
            end as kind
        from walk
        inner join lines
            on
                walk.document_id = lines.document_id
                and walk.table_no = lines.table_no
                and walk.section_no = lines.section_no
                and walk.nth_from_below + 1 = lines.nth_from_below
        where not lines.is_opener
    )

),

proved as (

    select
        document_id,
        table_no,
        section_no,
        reading
    from walk
    group by document_id, table_no, section_no, reading
    having list_sum(max_by(leaves, nth_from_below)) = any_value(section_yuan)
    qualify row_number() over (partition by document_id, table_no, section_no order by reading) = 1

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
            and walk.reading = proved.reading
    where walk.kind <> 'leaf'

),

remaining as (

    select
        lines.*,
        sum(lines.amount_yuan) filter (where not lines.is_opener and parents.row_no is null) over (
            partition by lines.document_id, lines.table_no, lines.section_no
        ) as leaves_yuan
    from lines
    left join parents
        on
            lines.document_id = parents.document_id
            and lines.table_no = parents.table_no
            and lines.row_no = parents.row_no
    where lines.section_no > 0

),

-- more than their total, and no reading explains it: rather no fact than one counted twice
judged as (

    select
        document_id,
        table_no,
        row_no,
        'subtotal' as row_role
    from parents
    union all
    select
        remaining.document_id,
        remaining.table_no,
        remaining.row_no,
        'part' as row_role
    from remaining
    anti join parents
        on
            remaining.document_id = parents.document_id
            and remaining.table_no = parents.table_no
            and remaining.row_no = parents.row_no
    where not remaining.is_opener and remaining.leaves_yuan > remaining.section_yuan * 1.0001

)

select * from judged
