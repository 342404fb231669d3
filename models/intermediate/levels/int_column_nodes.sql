-- Amount columns as nodes of the header's tree: a leaf headed 合计 stands for the group above it.
with numbered as (

    select distinct
        document_id,
        table_no,
        column_no
    from {{ ref('stg_cells') }}
    where printed_number is not null

),

columns as (

    select
        columns.document_id,
        columns.table_no,
        columns.column_no,
        columns.column_key,
        columns.table_type,
        columns.role,
        columns.nature,
        columns.funding_source,
        columns.phase,
        columns.three_public,
        columns.is_carry_over,
        columns.default_nature,
        numbered.column_no is null as is_blank,
        max(case when blocks.kind = 'label' then blocks.block_no end) over (
            partition by columns.document_id, columns.table_no
            order by columns.column_no
        ) as block_no
    from {{ ref('int_columns') }} as columns
    left join {{ ref('int_blocks') }} as blocks on {{ same_column('columns', 'blocks') }}
    left join numbered on {{ same_column('columns', 'numbered') }}

),

-- a column without a single figure still shows that the header has more parts
amounts as (

    select
        *,
        -- 其中 over natures opens the list of all parts, over a purse it names one of them
        string_split(
            regexp_replace(
                -- 合计/1: the numbers of columns name nothing
                regexp_replace(column_key, '(/[0-9]{1,2})+$', ''),
                case when nature is null then '(^|/)其中:?/' else '(^|/)其中:?/?' end,
                '\1',
                'g'
            ),
            '/'
        ) as segments
    from columns
    where
        column_key <> ''
        and (
            role = 'amount'
            or (is_blank and coalesce(nature, funding_source, three_public) is not null)
        )

),

split as (

    select
        *,
        segments[:-2] as path_above,
        segments[-1] as leaf,
        regexp_replace(segments[-1], '((合计)+|(小计)+|(总计)+|总额|总数|^计)数?$', '') as leaf_name,
        regexp_matches(segments[-1], '(合计|小计|总计|总额|总数|^计)数?$') as is_total,
        starts_with(segments[-1], '其中') as is_part,
        -- the words of several header cells read as one: which column is which is not certain
        regexp_matches(segments[-1], '(合计|小计|总计)[^()合小总数]{2,}') as is_garbled
    from amounts

),

nodes as (

    select
        *,
        case
            when not is_total then list_append(path_above, leaf)
            when leaf_name = '' or leaf_name = path_above[-1] then path_above
            when coalesce(nature, funding_source, nullif(three_public, 'total')) is null then path_above
            else list_append(path_above, leaf_name)
        end as node
    from split

)

select * from nodes
